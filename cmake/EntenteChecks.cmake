# Tests of the tree itself, in Python.
if(ENTENTE_TESTS)
  foreach(check layers no_record_literals)
    add_test(NAME ${check} COMMAND ${ENTENTE_PYTHON} tests/${check}/${check}_test.py)
    entente_test_settings(${check} tree)
  endforeach()
  # The command as a process.
  add_test(NAME check_commands COMMAND ${ENTENTE_PYTHON} tests/check/commands_test.py)
  entente_test_settings(check_commands check)
  add_test(NAME check_transcripts COMMAND ${ENTENTE_PYTHON} tests/check/transcripts_test.py)
  entente_test_settings(check_transcripts check)
endif()

# Tests of the tree itself, in Python.
if(ENTENTE_TESTS)
  foreach(check layers no_record_literals)
    add_test(NAME ${check} COMMAND ${ENTENTE_PYTHON} tests/${check}/${check}_test.py)
    entente_test_settings(${check} tree)
  endforeach()
endif()

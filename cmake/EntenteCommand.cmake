# The command build/<preset>/entente and, beside it, the compiled record it answers from.
if(NOT EXISTS ${PROJECT_SOURCE_DIR}/src/cli/main.cpp)
  message(STATUS "src/cli/main.cpp is not there: no command and no snapshot are built")
  return()
endif()

add_executable(entente ${PROJECT_SOURCE_DIR}/src/cli/main.cpp)
target_link_libraries(entente PRIVATE entente::cli)
set_target_properties(entente PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})

file(GLOB_RECURSE record_files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/record/*.yaml ${PROJECT_SOURCE_DIR}/record/*.rules)
add_custom_command(
  OUTPUT ${PROJECT_BINARY_DIR}/entente.snapshot
  COMMAND entente record build record --output ${PROJECT_BINARY_DIR}/entente.snapshot
  DEPENDS entente ${record_files}
  WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
  COMMENT "Compiling the record"
  VERBATIM)
if(NOT ENTENTE_LIBFUZZER)
  set(in_all ALL)
endif()
add_custom_target(snapshot ${in_all} DEPENDS ${PROJECT_BINARY_DIR}/entente.snapshot)

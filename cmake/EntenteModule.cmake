# entente_module(NAME [DEPS module...] [LIBS target...]): the part in src/NAME and its tests in tests/NAME.
#
# Makes the static library entente_NAME, alias entente::NAME, of src/NAME/*.cpp (main.cpp left out: it is
# the command's) and, if tests/NAME/*_test.cpp are there, the executable NAME_test. DEPS are the direct
# neighbours on lower floors (tests/layers holds them against the includes); LIBS are libraries of others.
# This file is the only place that calls add_library.
function(entente_module name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "DEPS;LIBS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "entente_module(${name}): what is '${arg_UNPARSED_ARGUMENTS}'? DEPS or LIBS go before it")
  endif()
  list(TRANSFORM arg_DEPS PREPEND entente::)

  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/*/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  if(sources)
    add_library(entente_${name} STATIC ${sources})
    target_include_directories(entente_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(entente_${name} PUBLIC ${arg_DEPS} ${arg_LIBS})
    set_property(GLOBAL APPEND PROPERTY ENTENTE_MODULES ${name})
  else()   # headers alone, or not written yet
    add_library(entente_${name} INTERFACE)
    target_include_directories(entente_${name} INTERFACE ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(entente_${name} INTERFACE ${arg_DEPS} ${arg_LIBS})
  endif()
  add_library(entente::${name} ALIAS entente_${name})
  if(NOT name STREQUAL "cli")
    set_property(GLOBAL APPEND PROPERTY ENTENTE_LIBS ${arg_LIBS})   # what libentente.a needs beside itself
  endif()

  foreach(source IN LISTS sources)
    if(source MATCHES "/version\\.cpp$")
      set_source_files_properties(${source} PROPERTIES COMPILE_DEFINITIONS "ENTENTE_VERSION=\"${PROJECT_VERSION}\"")
    endif()
  endforeach()

  if(ENTENTE_TESTS)
    file(GLOB tests CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/${name}/*_test.cpp)
    if(tests)
      add_executable(${name}_test ${tests})
      target_link_libraries(${name}_test PRIVATE entente::${name} ${arg_LIBS} GTest::gtest_main GTest::gmock)
      target_include_directories(${name}_test PRIVATE ${PROJECT_SOURCE_DIR})
      add_test(NAME ${name} COMMAND ${name}_test)
      entente_test_settings(${name} ${name})
    endif()
  endif()
endfunction()

# Every test starts at the root of the tree (tests/..., record/... are relative paths) and learns from
# ENTENTE_BINARY_DIR where the command `entente` and entente.snapshot were built.
function(entente_test_settings test label)
  set_tests_properties(${test} PROPERTIES
    LABELS ${label}
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    ENVIRONMENT ENTENTE_BINARY_DIR=${PROJECT_BINARY_DIR})
endfunction()

# After the last module: entente::all for what links every part but the command (fuzz/, benchmarks/), and
# libentente.a, the same parts in one archive, for those who embed them.
function(entente_library)
  get_property(modules GLOBAL PROPERTY ENTENTE_MODULES)
  list(REMOVE_ITEM modules cli)
  add_library(entente_all INTERFACE)
  add_library(entente::all ALIAS entente_all)
  list(TRANSFORM modules PREPEND entente:: OUTPUT_VARIABLE targets)
  target_link_libraries(entente_all INTERFACE ${targets})

  list(TRANSFORM modules REPLACE "(.+)" "$<TARGET_OBJECTS:entente_\\1>" OUTPUT_VARIABLE objects)
  if(objects AND CMAKE_BUILD_TYPE STREQUAL "Release")
    add_library(entente_archive STATIC ${objects})
    set_target_properties(entente_archive PROPERTIES OUTPUT_NAME entente LINKER_LANGUAGE CXX)
  endif()
endfunction()

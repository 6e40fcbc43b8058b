# The libraries of others, as targets to name after LIBS. What each is for: docs/dependencies.md.
set(Boost_USE_STATIC_LIBS ON)                        # one file fewer to find when the command starts
find_package(fmt REQUIRED)                           # fmt::fmt
find_package(boost_json 1.81 CONFIG REQUIRED)        # Boost::json
find_package(PkgConfig REQUIRED)
pkg_check_modules(yaml REQUIRED IMPORTED_TARGET yaml-0.1)          # PkgConfig::yaml
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)       # PkgConfig::xxhash
pkg_check_modules(utf8proc REQUIRED IMPORTED_TARGET libutf8proc)   # PkgConfig::utf8proc
pkg_check_modules(icu REQUIRED IMPORTED_TARGET icu-uc)             # PkgConfig::icu
pkg_check_modules(md4c REQUIRED IMPORTED_TARGET md4c)              # PkgConfig::md4c
pkg_check_modules(zlib REQUIRED IMPORTED_TARGET zlib)              # PkgConfig::zlib
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)           # PkgConfig::zstd
find_path(ENTENTE_TOML toml++/toml.h REQUIRED)       # headers alone: no library to find when the command starts
pkg_check_modules(edit REQUIRED IMPORTED_TARGET libedit)           # PkgConfig::edit
find_package(Threads REQUIRED)                       # Threads::Threads

if(ENTENTE_TESTS)
  find_package(GTest REQUIRED)
endif()
if(ENTENTE_BENCH)
  find_package(benchmark REQUIRED)
  pkg_check_modules(sqlite REQUIRED IMPORTED_TARGET sqlite3)       # PkgConfig::sqlite, benchmarks/ only
endif()

# Debian's own Python first: its modules (python3-yaml, python3-jsonschema) are the ones that are installed.
find_program(ENTENTE_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(ENTENTE_PYTHON python3)

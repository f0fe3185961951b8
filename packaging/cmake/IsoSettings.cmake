# Language level, warnings, sanitizers and build accelerators that every target shares.
include(GNUInstallDirs)
include(FeatureSummary)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
endif()
add_feature_info(ccache CCACHE_PROGRAM "compiler cache, makes rebuilds fast")

find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM)
  add_link_options(-fuse-ld=mold)
endif()
add_feature_info(mold MOLD_PROGRAM "fast linker")

# Warnings are a target, so that third-party and generated code stay outside of them.
add_library(iso_warnings INTERFACE)
target_compile_options(iso_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual -Wcast-align -Wunused -Wnull-dereference)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports null dereferences inside the standard library at -O2 that clang and the analyzers do not.
  target_compile_options(iso_warnings INTERFACE -Wno-null-dereference)
endif()
if(ISOCHRONE_WERROR)
  target_compile_options(iso_warnings INTERFACE -Werror)
endif()

foreach(sanitizer IN LISTS ISOCHRONE_SANITIZE)
  add_compile_options(-fsanitize=${sanitizer} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${sanitizer})
endforeach()
if(ISOCHRONE_SANITIZE)
  add_compile_options(-fno-sanitize-recover=all)
endif()

if(ISOCHRONE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link) # coverage for the fuzzer in every library it reaches
endif()

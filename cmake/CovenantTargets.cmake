# Warnings, sanitizers and the one way a layer becomes a library.

function(covenant_options target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wconversion -Wshadow)
  if(NOT COVENANT_SANITIZE)
    # Instrumented code makes GCC 12 warn wrongly of values that may be
    # uninitialized, in the standard library too (GCC bug 105562); the plain
    # builds of the same sources refuse every warning.
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 warns wrongly of std::string, at -O3 (GCC bug 105651) and where it
    # comes from a precompiled header, which is no system header to it.
    target_compile_options(${target} PRIVATE -Wno-array-bounds -Wno-stringop-overflow
                           -Wno-stringop-overread $<$<CONFIG:Release>:-Wno-restrict>)
    # GCC collects its garbage below 128 MiB already, a tenth of its time.
    target_compile_options(${target} PRIVATE "SHELL:--param ggc-min-heapsize=524288")
  endif()
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
  if(COVENANT_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${COVENANT_SANITIZE}
                           -fno-omit-frame-pointer -fno-sanitize-recover=all)
    if(COVENANT_SANITIZE MATCHES "address.*undefined")
      # The address sanitizer sees null pointers and ends of objects by itself, and
      # asking twice takes time to compile.
      target_compile_options(${target} PRIVATE -fno-sanitize=null,object-size)
    endif()
    target_link_options(${target} PRIVATE -fsanitize=${COVENANT_SANITIZE})
  endif()
  if(COVENANT_FUZZ)
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
endfunction()

# covenant_library(NAME FOLDER ...): every .cc of FOLDER becomes covenant_NAME;
# the remaining arguments go to target_link_libraries.
function(covenant_library name folder)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cc)
  list(FILTER sources EXCLUDE REGEX "/main/main\\.cc$")
  add_library(covenant_${name} STATIC ${sources})
  target_include_directories(covenant_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(covenant_${name} ${ARGN})
  covenant_options(covenant_${name})
  target_precompile_headers(covenant_${name} PRIVATE ${PROJECT_SOURCE_DIR}/cmake/precompiled.h)
endfunction()

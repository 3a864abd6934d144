# One libFuzzer program for each *_fuzz_main.cc; run with its corpus:
#   build/fuzz/bin/authoring_fuzz tests/fuzz/corpus/authoring
if(COVENANT_FUZZ)
  file(GLOB mains CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*_fuzz_main.cc)
  foreach(main ${mains})
    get_filename_component(name ${main} NAME_WE)
    string(REPLACE "_fuzz_main" "_fuzz" name ${name})
    add_executable(${name} ${main} ${CMAKE_CURRENT_LIST_DIR}/fuzz_targets.cc)
    covenant_options(${name})
    target_link_libraries(${name} PRIVATE covenant_cli)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  endforeach()
endif()

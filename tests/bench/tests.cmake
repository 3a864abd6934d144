# Built for itself, in the release preset: see scripts/bench.
if(COVENANT_BENCH)
  find_package(benchmark REQUIRED)
  add_executable(covenant_bench ${CMAKE_CURRENT_LIST_DIR}/bench_main.cc
                 ${CMAKE_CURRENT_LIST_DIR}/long_contract.cc ${CMAKE_CURRENT_LIST_DIR}/many_rights.cc)
  covenant_options(covenant_bench)
  target_link_libraries(covenant_bench PRIVATE covenant_replay covenant_codec benchmark::benchmark Threads::Threads)
endif()

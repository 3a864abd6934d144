# Built for itself, in the release preset: see scripts/bench.
if(COVENANT_BENCH)
  find_package(benchmark REQUIRED)
  add_executable(covenant_bench ${CMAKE_CURRENT_LIST_DIR}/bench_main.cc
                 ${CMAKE_CURRENT_LIST_DIR}/long_contract.cc ${CMAKE_CURRENT_LIST_DIR}/many_rights.cc)
  covenant_options(covenant_bench)
  target_link_libraries(covenant_bench PRIVATE covenant_replay covenant_codec benchmark::benchmark Threads::Threads)
  # What proofs cost; its own program, with its own bounds.
  add_executable(covenant_proof_bench ${CMAKE_CURRENT_LIST_DIR}/proof_bench_main.cc)
  covenant_options(covenant_proof_bench)
  target_include_directories(covenant_proof_bench SYSTEM PRIVATE ${RocksDB_INCLUDE_DIRS})
  target_link_libraries(covenant_proof_bench PRIVATE covenant_store covenant_codec Threads::Threads)
endif()

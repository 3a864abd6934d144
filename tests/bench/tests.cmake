# Each load has numbers of its own.
set_target_properties(bench_tests PROPERTIES UNITY_BUILD OFF)
# Built for itself, in the release preset: see scripts/bench.
if(COVENANT_BENCH)
  find_package(benchmark REQUIRED)
  file(GLOB bench_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.cc)
  list(FILTER bench_sources EXCLUDE REGEX "(_test|/proof_bench_main)\\.cc$")
  add_executable(covenant_bench ${bench_sources})
  covenant_options(covenant_bench)
  target_include_directories(covenant_bench SYSTEM PRIVATE ${RocksDB_INCLUDE_DIRS})
  target_link_libraries(covenant_bench PRIVATE covenant_cli RocksDB::rocksdb-shared
                        benchmark::benchmark Threads::Threads)
  # What proofs cost; its own program, with its own bounds.
  add_executable(covenant_proof_bench ${CMAKE_CURRENT_LIST_DIR}/proof_bench_main.cc)
  covenant_options(covenant_proof_bench)
  target_include_directories(covenant_proof_bench SYSTEM PRIVATE ${RocksDB_INCLUDE_DIRS})
  target_link_libraries(covenant_proof_bench PRIVATE covenant_store covenant_codec covenant_proto
                        Threads::Threads)
endif()

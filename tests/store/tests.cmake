# The process that the store's tests kill.
add_executable(store_crasher ${CMAKE_CURRENT_LIST_DIR}/store_crasher_main.cc
               ${CMAKE_CURRENT_LIST_DIR}/store_testing.cc
               ${CMAKE_CURRENT_LIST_DIR}/crash_script.cc)
covenant_options(store_crasher)
target_link_libraries(store_crasher PRIVATE covenant_store GTest::gmock GTest::gtest)
target_compile_definitions(store_tests PRIVATE
                           COVENANT_STORE_CRASHER="$<TARGET_FILE:store_crasher>")
add_dependencies(store_tests store_crasher)
# The flips of the ordinary test, at many more places.
add_test(NAME store.FlippedBytes COMMAND store_tests --gtest_filter=TamperTest.FlippedBytesOfTheFiles)
set_tests_properties(store.FlippedBytes PROPERTIES LABELS slow TIMEOUT 7200
                     ENVIRONMENT "COVENANT_FLIPS=20000;COVENANT_SEED=7")

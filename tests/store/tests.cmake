# The process that the store's tests kill.
add_executable(store_crasher ${CMAKE_CURRENT_LIST_DIR}/store_crasher_main.cc
               ${CMAKE_CURRENT_LIST_DIR}/store_testing.cc
               ${CMAKE_CURRENT_LIST_DIR}/crash_script.cc)
covenant_options(store_crasher)
target_link_libraries(store_crasher PRIVATE covenant_store GTest::gmock GTest::gtest)
target_compile_definitions(store_tests PRIVATE
                           COVENANT_STORE_CRASHER="$<TARGET_FILE:store_crasher>")
add_dependencies(store_tests store_crasher)

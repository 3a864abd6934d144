target_compile_definitions(layers_tests PRIVATE
  COVENANT_VALUE_ARCHIVE="$<TARGET_FILE:covenant_value>"
  COVENANT_EVENT_ARCHIVE="$<TARGET_FILE:covenant_event>"
  COVENANT_REPLAY_ARCHIVE="$<TARGET_FILE:covenant_replay>")
# GCC 12 warns wrongly of std::regex under the sanitizers.
target_compile_options(layers_tests PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)

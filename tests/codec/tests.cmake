# One test compares the codec's quick checks with those of parsed messages.
target_link_libraries(codec_tests PRIVATE covenant_proto)

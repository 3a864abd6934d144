# The property tests compare with OpenSSL's big numbers.
if(TARGET value_tests)
  target_link_libraries(value_tests PRIVATE OpenSSL::Crypto)
endif()

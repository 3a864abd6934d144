# The property tests compare with OpenSSL's big numbers and with GMP's.
if(TARGET value_tests)
  find_library(GMP_LIBRARY gmp REQUIRED)
  find_library(GMPXX_LIBRARY gmpxx REQUIRED)
  target_link_libraries(value_tests PRIVATE OpenSSL::Crypto ${GMPXX_LIBRARY} ${GMP_LIBRARY})
  # The campaign of the ordinary test, fifty times as long.
  add_test(NAME value.ExactCampaign.TenMillion
           COMMAND value_tests --gtest_filter=ExactCampaign.AgreesWithGmp)
  set_tests_properties(value.ExactCampaign.TenMillion PROPERTIES LABELS slow TIMEOUT 1800
                       ENVIRONMENT COVENANT_PROPERTY_CASES=10000000)
endif()

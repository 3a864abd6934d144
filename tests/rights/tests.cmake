# The slow model of scopes; tests/property holds the others.
target_sources(rights_tests PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/model/scope_model.cc)
# The campaign of the ordinary test, twenty times as long.
add_test(NAME rights.RightsModel.TwoHundredThousand
         COMMAND rights_tests --gtest_filter=RightsModel.AgreesWithTheEngine)
set_tests_properties(rights.RightsModel.TwoHundredThousand PROPERTIES LABELS slow TIMEOUT 1800
                     ENVIRONMENT COVENANT_PROPERTY_CASES=200000)

# The property tests hold the engine against the slow models.
file(GLOB model_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/model/*.cc)
target_sources(property_tests PRIVATE ${model_sources})
# The campaigns of the ordinary tests, with many more histories.
add_test(NAME property.Campaign COMMAND property_tests --gtest_filter=Deal*:MoneyModel*)
set_tests_properties(property.Campaign PROPERTIES LABELS slow TIMEOUT 7200
                     ENVIRONMENT "COVENANT_PROPERTY_CASES=5000;COVENANT_SEED=7")

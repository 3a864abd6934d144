# The property tests hold the engine against the slow models.
file(GLOB model_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/model/*.cc)
target_sources(property_tests PRIVATE ${model_sources})
# Random deals of every kind, twenty times as many as in the ordinary test.
add_test(NAME property.Deals.Campaign COMMAND property_tests --gtest_filter=Deal*)
set_tests_properties(property.Deals.Campaign PROPERTIES LABELS slow TIMEOUT 3600
                     ENVIRONMENT "COVENANT_PROPERTY_CASES=10000;COVENANT_SEED=7")

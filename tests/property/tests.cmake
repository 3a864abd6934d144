# The property tests hold the engine against the slow model.
file(GLOB model_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/model/*.cc)
target_sources(property_tests PRIVATE ${model_sources})

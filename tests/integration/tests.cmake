# The tests run the program, and are found again when a session file comes or
# changes.
add_dependencies(integration_tests covenant)
file(GLOB sessions CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/golden/sessions/*.session)
set_property(TARGET integration_tests APPEND PROPERTY LINK_DEPENDS ${sessions})

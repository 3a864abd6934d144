# The tests run the program, and are found again when a session or a worked
# example comes or changes.
add_dependencies(integration_tests covenant)
file(GLOB sessions CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/golden/sessions/*.session
     ${PROJECT_SOURCE_DIR}/tests/golden/worked/*.md)
set_property(TARGET integration_tests APPEND PROPERTY LINK_DEPENDS ${sessions})
# GCC 12 warns wrongly of std::regex under the sanitizers.
target_compile_options(integration_tests PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
# It reads JSON with protobuf, whose headers depend on the sanitizer (proto/CMakeLists.txt).
target_link_libraries(integration_tests PRIVATE covenant_proto)

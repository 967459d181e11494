# One executable per room, ROOM_test, from the *_test.cpp beside its sources; house_test from tests/*_test.cpp;
# and the programs of tests/refused, which must not compile.
find_package(GTest REQUIRED)

# gtest is most of what a test costs to compile, so it is read once for all of them.
file(WRITE ${CMAKE_BINARY_DIR}/test_pch.cpp "")
add_library(figlink_test_pch OBJECT EXCLUDE_FROM_ALL ${CMAKE_BINARY_DIR}/test_pch.cpp)
target_link_libraries(figlink_test_pch PUBLIC GTest::gtest)
target_precompile_headers(figlink_test_pch PRIVATE <gtest/gtest.h> <functional>)

function(figlink_test name)
  cmake_parse_arguments(test "" "" "SOURCES;LINKS" ${ARGN})
  if(NOT test_SOURCES)
    return()
  endif()
  add_executable(${name} ${test_SOURCES})
  target_link_libraries(${name} PRIVATE ${test_LINKS} GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE FIGLINK_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
    FIGLINK_BINARY_DIR="${CMAKE_BINARY_DIR}")
  target_precompile_headers(${name} REUSE_FROM figlink_test_pch)
  add_test(NAME ${name} COMMAND ${name})
endfunction()

foreach(room base actions vault store net figma gateway faces app)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${room}/*_test.cpp)
  # The net room only decodes; its tests also encode.
  figlink_test(${room}_test SOURCES ${sources} LINKS figlink_${room} $<$<STREQUAL:${room},net>:brotlienc>)
endforeach()

file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/*_test.cpp)
figlink_test(house_test SOURCES ${sources} LINKS figlink_app figlink_sim_world)
if(TARGET house_test AND TARGET figlink)
  add_dependencies(house_test figlink)
  target_compile_definitions(house_test PRIVATE FIGLINK_BINARY="$<TARGET_FILE:figlink>")
endif()

# What g++ refuses, and in its words, whatever compiles the rest.
find_program(FIGLINK_GXX g++)
if(FIGLINK_GXX)
  add_test(NAME refused
    COMMAND ${CMAKE_SOURCE_DIR}/tests/refused/run ${FIGLINK_GXX} ${CMAKE_SOURCE_DIR})
endif()

# One executable per room, ROOM_bench, from the *_bench.cpp beside its sources.
find_package(benchmark REQUIRED)
foreach(room base actions vault store net figma gateway faces app)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${room}/*_bench.cpp)
  if(sources)
    add_executable(${room}_bench ${sources})
    target_link_libraries(${room}_bench PRIVATE figlink_${room} benchmark::benchmark_main)
  endif()
endforeach()

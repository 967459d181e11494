# Third parties. Each is linked by the rooms named in CMakeLists.txt and by no other.
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
set(Boost_USE_STATIC_LIBS ON)
find_package(Boost 1.81 REQUIRED COMPONENTS context json)
find_package(fmt REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(ZLIB REQUIRED)

function(figlink_party name header library)
  find_path(FIGLINK_${name}_INCLUDE ${header})
  find_library(FIGLINK_${name}_LIBRARY ${library})
  if(NOT FIGLINK_${name}_INCLUDE OR NOT FIGLINK_${name}_LIBRARY)
    message(FATAL_ERROR "${name} is missing (${header}, lib${library}): run ./dev, which installs what the build needs")
  endif()
  add_library(${name} INTERFACE)
  target_include_directories(${name} SYSTEM INTERFACE ${FIGLINK_${name}_INCLUDE})
  target_link_libraries(${name} INTERFACE ${FIGLINK_${name}_LIBRARY})
endfunction()
figlink_party(sodium sodium.h sodium)
figlink_party(brotlidec brotli/decode.h brotlidec)
figlink_party(zstd zstd.h zstd)
# Its own CMake file asks for curl, which only the pushing half of it needs.
figlink_party(prometheus prometheus/registry.h prometheus-cpp-core)

# Asio and Beast are compiled once, in src/net/asio.cpp; every source that sees them must agree on that.
add_library(figlink_asio INTERFACE)
target_compile_definitions(figlink_asio INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
target_link_libraries(figlink_asio INTERFACE Boost::headers Boost::context Threads::Threads)

# Sanitizers must be told when a fiber switches stacks. Boost.Context tells them only in its ucontext form, which the
# distribution does not build; context_sanitized.cpp holds the few lines of it that are not in headers.
if(NOT FIGLINK_SANITIZE STREQUAL "none")
  target_compile_definitions(figlink_asio INTERFACE BOOST_USE_UCONTEXT
    $<IF:$<STREQUAL:${FIGLINK_SANITIZE},address>,BOOST_USE_ASAN,BOOST_USE_TSAN>)
  add_library(figlink_context_sanitized STATIC ${CMAKE_SOURCE_DIR}/cmake/context_sanitized.cpp)
  target_compile_definitions(figlink_context_sanitized PRIVATE BOOST_USE_UCONTEXT
    $<IF:$<STREQUAL:${FIGLINK_SANITIZE},address>,BOOST_USE_ASAN,BOOST_USE_TSAN>)
  target_link_libraries(figlink_context_sanitized PUBLIC Boost::headers)
  target_link_libraries(figlink_asio INTERFACE figlink_context_sanitized)
endif()

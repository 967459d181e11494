# figlink_room(NAME [ROOMS ...] [PARTIES ...])
#
# One static library figlink_NAME of the sources under src/NAME, without tests, benches and fuzz targets.
# A room without sources is an interface library, so that the house can be drawn before it is built.
function(figlink_room name)
  cmake_parse_arguments(room "" "" "ROOMS;PARTIES" ${ARGN})
  set(dir ${CMAKE_SOURCE_DIR}/src/${name})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${dir}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "_(test|bench|fuzz)\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "/src/app/main\\.cpp$")

  set(below ${room_PARTIES})
  foreach(other ${room_ROOMS})
    list(APPEND below figlink_${other})
  endforeach()

  if(sources)
    add_library(figlink_${name} STATIC ${sources})
    target_include_directories(figlink_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(figlink_${name} PUBLIC ${below})
    if(name STREQUAL "net")
      # Asio's headers are most of what this room costs to compile.
      target_precompile_headers(figlink_net PRIVATE ${CMAKE_SOURCE_DIR}/cmake/net_pch.h)
    endif()
  else()
    add_library(figlink_${name} INTERFACE)
    target_include_directories(figlink_${name} INTERFACE ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(figlink_${name} INTERFACE ${below})
  endif()
endfunction()

# figlink_embed_in_room(ROOM NAME DIR PATTERN): the files of a folder, inside the room's library, if there are any.
function(figlink_embed_in_room room name dir pattern)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${dir}/${pattern})
  get_target_property(type figlink_${room} TYPE)
  if(NOT type STREQUAL "INTERFACE_LIBRARY" AND (files OR IS_DIRECTORY ${CMAKE_SOURCE_DIR}/${dir}))
    figlink_embed(figlink_${room} ${name} ${CMAKE_SOURCE_DIR}/${dir} ${files})
  endif()
endfunction()

function(figlink_binary name main)
  if(NOT EXISTS ${CMAKE_SOURCE_DIR}/${main})
    message(STATUS "${main} is not there: no ${name} binary")
    return()
  endif()
  add_executable(${name} ${main})
  target_link_libraries(${name} PRIVATE figlink_app)
  # Small allocations on every call: this allocator made the 2 KB pass-through a quarter faster (bench/results). Sanitizers
  # bring their own.
  find_library(FIGLINK_mimalloc_LIBRARY mimalloc)
  if(FIGLINK_SANITIZE STREQUAL "none" AND FIGLINK_mimalloc_LIBRARY)
    target_link_libraries(${name} PRIVATE -Wl,--push-state,--no-as-needed ${FIGLINK_mimalloc_LIBRARY} -Wl,--pop-state)
  endif()
endfunction()

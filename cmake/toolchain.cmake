# Compiler, linker and warnings, the same for every target.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# -g1 keeps line numbers for stack traces at a third of the time and size that -g costs.
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1 -D_GLIBCXX_ASSERTIONS")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1 -DNDEBUG -D_FORTIFY_SOURCE=2 -fstack-protector-strong")
# g++ is the reviewer: a warning of another compiler is shown and does not stop the build.
add_compile_options(-Wall -Wextra $<$<CXX_COMPILER_ID:GNU>:-Werror>)

find_program(FIGLINK_CCACHE ccache)
if(FIGLINK_CCACHE)
  # The precompiled header needs the first two; the rest lets build folders share what they compiled.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    CCACHE_NOHASHDIR=1 ${FIGLINK_CCACHE})
endif()

find_program(FIGLINK_LLD NAMES ld.lld)
if(FIGLINK_LLD)
  add_link_options(-fuse-ld=lld)
endif()
add_link_options(-Wl,--as-needed)

if(FIGLINK_SANITIZE STREQUAL "address")
  set(FIGLINK_SANITIZE_FLAGS -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
elseif(FIGLINK_SANITIZE STREQUAL "thread")
  set(FIGLINK_SANITIZE_FLAGS -fsanitize=thread -fno-omit-frame-pointer)
elseif(NOT FIGLINK_SANITIZE STREQUAL "none")
  message(FATAL_ERROR "FIGLINK_SANITIZE is '${FIGLINK_SANITIZE}'; it can be none, address or thread")
endif()
if(FIGLINK_SANITIZE_FLAGS)
  # Sanitized code draws warnings about paths that do not exist; the plain builds are the ones that judge.
  add_compile_options(${FIGLINK_SANITIZE_FLAGS} -Wno-error)
  add_link_options(${FIGLINK_SANITIZE_FLAGS})
  # What g++ defines by itself, so that a source asks one question: fibers get larger stacks.
  if(FIGLINK_SANITIZE STREQUAL "address")
    add_compile_definitions($<$<CXX_COMPILER_ID:Clang>:__SANITIZE_ADDRESS__=1>)
  else()
    add_compile_definitions($<$<CXX_COMPILER_ID:Clang>:__SANITIZE_THREAD__=1>)
  endif()
endif()
if(FIGLINK_SANITIZE STREQUAL "thread")
  # Twice as fast to run for a tenth more to compile. (The address sanitizer would take three times as long to compile.)
  # Fences are invisible to this sanitizer; g++ says so in every file of Asio that has one.
  add_compile_options(-O1 $<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
endif()

if(FIGLINK_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "FIGLINK_FUZZ needs clang: ./dev fuzz chooses one that can compile the house")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# figlink_embed(TARGET NAME ROOT FILES...)
#
# Puts files into TARGET as they are. "embedded/NAME.h" declares embedded_NAME(), a span of {name, bytes} in order of
# name; a name is the path below ROOT. The assembler reads the files itself (.incbin), which takes no time, where an
# array written out in C++ takes seconds a megabyte. One byte 0 follows each file and is not counted.
function(figlink_embed target name root)
  set(out ${CMAKE_BINARY_DIR}/embedded)
  set(files ${ARGN})
  list(SORT files)
  list(LENGTH files count)

  set(assembly "")
  set(externs "")
  set(rows "")
  set(index 0)
  foreach(file ${files})
    file(RELATIVE_PATH short ${root} ${file})
    set(symbol "figlink_embedded_${name}_${index}")
    string(APPEND assembly
      "asm(\".pushsection .rodata\\n.balign 16\\n.global ${symbol}\\n.hidden ${symbol}\\n${symbol}:\\n"
      ".incbin \\\"${file}\\\"\\n.global ${symbol}_end\\n.hidden ${symbol}_end\\n${symbol}_end:\\n.byte 0\\n"
      ".popsection\\n\");\n")
    string(APPEND externs
      "extern \"C\" __attribute__((visibility(\"hidden\"))) const char ${symbol}[], ${symbol}_end[];\n")
    string(APPEND rows "      {\"${short}\", {${symbol}, static_cast<std::size_t>(${symbol}_end - ${symbol})}},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  if(count)
    set(body "  static const Embedded files[] = {\n${rows}  };\n  return files;\n")
  else()
    set(body "  return {};\n")
  endif()

  file(CONFIGURE OUTPUT ${out}/include/embedded/embedded.h @ONLY CONTENT
"// Files that were put into the binary at build time. The bytes live as long as the program.
#pragma once

#include <string_view>

namespace figlink {

struct Embedded {
  std::string_view name, bytes;
};

}  // namespace figlink
")
  file(CONFIGURE OUTPUT ${out}/include/embedded/${name}.h @ONLY CONTENT
"#pragma once

#include <span>

#include \"embedded/embedded.h\"

namespace figlink {

std::span<const Embedded> embedded_${name}();  // in order of name

}  // namespace figlink
")
  file(CONFIGURE OUTPUT ${out}/${name}.cpp @ONLY CONTENT
"#include \"embedded/${name}.h\"

#include <cstddef>

${assembly}
${externs}
namespace figlink {

std::span<const Embedded> embedded_${name}() {
${body}}

}  // namespace figlink
")
  set_source_files_properties(${out}/${name}.cpp PROPERTIES OBJECT_DEPENDS "${files}" SKIP_PRECOMPILE_HEADERS ON)
  target_sources(${target} PRIVATE ${out}/${name}.cpp)
  target_include_directories(${target} PUBLIC ${out}/include)
endfunction()

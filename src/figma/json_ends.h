// json_ends: looks whether a body that calls itself JSON begins and ends like it, as it passes.
//
// Answers are put into an envelope unread, so that a page of something else, or a body that broke
// off where nobody promised a length, would make the envelope a lie. Two bytes tell nearly all of
// that; the rest is not parsed. figma_broken instead of the piece that shows it. An empty body is
// fine.
#pragma once

#include <memory>

#include "base/source.h"

namespace figlink {

std::unique_ptr<Source> with_json_ends(std::unique_ptr<Source> body);

}  // namespace figlink

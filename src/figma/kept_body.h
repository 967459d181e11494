// kept_body: bodies that let an answer by and keep a copy of it, unless it breaks or is dropped.
#pragma once

#include <memory>

#include "base/source.h"
#include "figma/archive.h"

namespace figlink {

// Piece by piece, while it is read.
std::unique_ptr<Source> keep_while_read(std::unique_ptr<Source> body,
                                        std::unique_ptr<Keeping> keeping);

// A small answer that holds links, at its end: one that lacks a link is asked for again, so it is
// not kept. More than kLinksBytesMax (recall.h) are not kept either. The archive outlives it.
std::unique_ptr<Source> keep_links_when_read(std::unique_ptr<Source> body, Archive& archive,
                                             EntryName name, KeptFacts facts);

}  // namespace figlink

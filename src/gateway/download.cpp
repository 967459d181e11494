// The road to a picture: who asks is known, and the link is judged below.
#include "figma/download.h"

#include <utility>

#include "gateway/hidden.h"

namespace figlink {

Result<Gateway::Download> Gateway::download(const Proof& proof, std::string_view link) {
  auto caller = authenticate(proof, Scope::actions_read);
  if (!caller) return pass(caller);
  if (hidden_->parts.downloads == nullptr)
    return fail(Fault::bug, "Nothing can be downloaded here.");
  auto picture = hidden_->parts.downloads->get(link);
  if (!picture) return pass(picture);
  return Download{std::move(picture->content_type), std::move(picture->body)};
}

}  // namespace figlink

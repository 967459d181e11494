// What tests say of a call: what leaves for Figma, or "! " and the problems that kept it back.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "actions/catalogue.h"
#include "actions/check.h"

namespace figlink {

inline Json json(std::string_view text) {
  auto parsed = Json::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? *parsed : Json();
}

inline std::string sent(std::string_view action, std::string_view inputs, Form form = Form::flat,
                        std::string_view team = {}) {
  auto call = check(*find_action(action), json(inputs), form, Defaults{team});
  if (!call) {
    std::string all = "! ";
    for (const Problem& problem : call.error().problems)
      all += problem.field + ": " + problem.message + " ";
    return all;
  }
  return call->target() + (call->body().empty() ? "" : " " + call->body());
}

}  // namespace figlink

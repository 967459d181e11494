// What is remembered of Figma's limits, in the store: the limiter's memory.
#pragma once

#include <memory>
#include <string>

#include "figma/limiter.h"

namespace figlink {

class Store;

std::unique_ptr<BudgetMemory> make_budget_memory(Store& store);

}  // namespace figlink

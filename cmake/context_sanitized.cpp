// The part of Boost.Context's ucontext form that is not in its headers: which record runs on this
// thread. Linked into sanitizer builds alone; see parties.cmake.
#include <boost/context/fiber.hpp>

namespace boost::context::detail {
namespace {

// The thread's own stack has a record too; it lives as long as the thread.
struct ThreadStack {
  fiber_activation_record own;
  fiber_activation_record* running = &own;
};

}  // namespace

fiber_activation_record*& fiber_activation_record::current() noexcept {
  thread_local ThreadStack stack;
  return stack.running;
}

fiber_activation_record_initializer::fiber_activation_record_initializer() noexcept {
  (void)fiber_activation_record::current();
}
fiber_activation_record_initializer::~fiber_activation_record_initializer() = default;

}  // namespace boost::context::detail

// A driver whose Nth call does not go well, for any N.
#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "store/driver.h"

namespace figlink {

class Tripwire {
 public:
  // What happens instead of the Nth call from now on. It may return an error, or not return at all.
  void set(int nth, std::function<Result<void>()> trip) {
    trip_ = std::move(trip);
    left_ = nth;
  }
  void clear() { left_ = 0; }
  Result<void> step() {
    if (left_.load() > 0 && left_.fetch_sub(1) == 1) return trip_();
    return {};
  }

 private:
  std::atomic<int> left_ = 0;
  std::function<Result<void>()> trip_;
};

class TripwireConnection final : public Connection {
 public:
  TripwireConnection(std::unique_ptr<Connection> inner, Tripwire& wire)
      : inner_(std::move(inner)), wire_(wire) {}
  Result<void> run(std::string_view sql, std::span<const SqlValue> values,
                   const std::function<void(const SqlRow&)>& each) override {
    if (auto well = wire_.step(); !well) return well;
    return inner_->run(sql, values, each);
  }
  Result<void> script(const std::string& sql) override {
    if (auto well = wire_.step(); !well) return well;
    return inner_->script(sql);
  }
  Result<void> begin() override {
    if (auto well = wire_.step(); !well) return well;
    return inner_->begin();
  }
  Result<void> commit() override {
    if (auto well = wire_.step(); !well) return well;
    return inner_->commit();
  }
  void rollback() override { inner_->rollback(); }
  Result<void> lock_migrations() override {
    if (auto well = wire_.step(); !well) return well;
    return inner_->lock_migrations();
  }
  Result<void> examine() override { return inner_->examine(); }

 private:
  std::unique_ptr<Connection> inner_;
  Tripwire& wire_;
};

class TripwireDriver final : public Driver {
 public:
  TripwireDriver(std::unique_ptr<Driver> inner, Tripwire& wire)
      : inner_(std::move(inner)), wire_(wire) {}
  Result<std::unique_ptr<Connection>> connect(Durability durability) override {
    auto made = inner_->connect(durability);
    if (!made) return made;
    return std::make_unique<TripwireConnection>(std::move(*made), wire_);
  }
  std::string_view blob_word() const override { return inner_->blob_word(); }
  std::string_view serial_word() const override { return inner_->serial_word(); }
  std::string_view row_word() const override { return inner_->row_word(); }

 private:
  std::unique_ptr<Driver> inner_;
  Tripwire& wire_;
};

}  // namespace figlink

// JsonItems: cuts the items of one list out of a document that streams by, as the bytes they are.
//
// The list is named by the members that lead to it ("meta.components"); it is an array, whose items
// are its values, or an object, whose items are its members with their keys. Feed chunks of any
// size: the sink gets each item's bytes as they come, and is told where one ends. Nothing is kept.
// It follows quotes and brackets and judges nothing else: whether the document is JSON at all is
// JsonScan's to say. Of two members of one name that lead there, both are cut.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace figlink {

class ItemSink {
 public:
  virtual ~ItemSink() = default;
  virtual void bytes(std::string_view part) = 0;  // of the item that is open
  virtual void ended() = 0;                       // it is whole
};

class JsonItems {
 public:
  explicit JsonItems(std::string_view path);

  void feed(std::string_view chunk, ItemSink& sink);
  bool began() const { return began_; }             // the list is there
  bool done() const { return began_ && !inside_; }  // and has ended

 private:
  std::size_t skip_text(std::string_view rest);
  std::size_t pass_item(std::string_view rest, ItemSink& sink);
  void outside(char c);
  void open(char c);
  void close();

  std::vector<std::string> path_;
  std::size_t depth_ = 0;    // brackets open
  std::size_t matched_ = 0;  // of path_, by the objects that are open
  bool in_text_ = false, escaped_ = false;
  bool key_next_ = false;  // a text here is a key of the innermost matched object
  bool reads_key_ = false, leads_on_ = false;
  std::string key_;
  bool began_ = false, inside_ = false, in_item_ = false;
  std::size_t list_depth_ = 0;
};

}  // namespace figlink

// A tree that parses must say the same of its bytes when each of its values is parsed alone.
#include <cstdint>
#include <cstdlib>

#include "readers/json_tree.h"

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

void Check(aegle::JsonValue value, std::string_view input) {
  Require(value.begin() < value.end() && value.end() <= input.size());
  std::uint64_t at = value.begin();
  for (aegle::JsonValue item : value.Items()) {
    Require(item.begin() > at || at == value.begin());
    Require(item.end() < value.end());
    at = item.begin();
    Check(item, input);
  }
  for (aegle::JsonMember member : value.Members()) {
    Require(member.key.Is(aegle::JsonKind::kString) && member.key.end() < member.value.begin());
    Require(bool(value[member.key.Text()]));
    Check(member.value, input);
  }
  Require(!aegle::JsonPath(value, value.begin()).size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  aegle::JsonTree tree, again;
  auto root = tree.Parse(input, {});
  if (!root) {
    Require(root.error().offset <= size && !root.error().message.empty());
    return 0;
  }
  Check(*root, input);
  auto alone = again.Parse(root->Raw(), {});
  Require(alone.has_value() && alone->size() == root->size() && alone->Text() == root->Text());
  return 0;
}

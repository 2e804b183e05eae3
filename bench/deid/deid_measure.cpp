// deid_measure spans < texts.jsonl     one JSON string a line in, its spans [[begin, end, class], ...] in code points out; the last line
//                                      has the seconds and bytes of the recogniser alone
// deid_measure deid < texts.jsonl      the same for whole de-identification: one JSON string a line out
#include <cstdio>
#include <ctime>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "deid/deid.h"
#include "deid/recogniser.h"

namespace {

// Processor time of this thread: other work on the machine does not count.
double Seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

std::vector<std::string> ReadTexts() {
  std::vector<std::string> texts;
  std::string line;
  while (std::getline(std::cin, line))
    if (!line.empty()) texts.push_back(nlohmann::json::parse(line).get<std::string>());
  return texts;
}

// Code points in front of each byte that is asked for, in order.
class CodePoints {
 public:
  explicit CodePoints(const std::string& text) : text_(text) {}
  std::size_t At(std::size_t byte) {
    for (; at_ < byte; ++at_) count_ += (static_cast<unsigned char>(text_[at_]) & 0xC0) != 0x80;
    return count_;
  }

 private:
  const std::string& text_;
  std::size_t at_ = 0, count_ = 0;
};

void PrintSpans(const std::vector<std::string>& texts) {
  aegle::Recogniser recogniser;
  recogniser.Find("warm up");
  std::vector<std::vector<aegle::FoundPhi>> all;
  std::size_t bytes = 0;
  double start = Seconds();
  for (const std::string& text : texts) {
    all.push_back(recogniser.Find(text));
    bytes += text.size();
  }
  double seconds = Seconds() - start;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    nlohmann::json spans = nlohmann::json::array();
    CodePoints points(texts[i]);
    for (const auto& span : all[i]) {
      std::size_t begin = points.At(span.begin);
      spans.push_back({begin, points.At(span.end), aegle::Info(span.phi_class).name});
    }
    std::cout << spans.dump() << '\n';
  }
  std::cout << nlohmann::json{{"seconds", seconds}, {"bytes", bytes}}.dump() << '\n';
}

void PrintDeidentified(const std::vector<std::string>& texts) {
  aegle::Deidentifier deid(aegle::ProjectKey(std::string(32, 'k')), {});
  double start = Seconds();
  std::size_t bytes = 0;
  std::vector<std::string> out;
  for (const std::string& text : texts) {
    out.push_back(deid.Deidentify(text, "person").text);
    bytes += text.size();
  }
  double seconds = Seconds() - start;
  for (const std::string& text : out)
    std::cout << nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
  std::cout << nlohmann::json{{"seconds", seconds}, {"bytes", bytes}}.dump() << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  std::string mode = argc > 1 ? argv[1] : "spans";
  std::vector<std::string> texts = ReadTexts();
  if (mode == "deid")
    PrintDeidentified(texts);
  else
    PrintSpans(texts);
}

// Marks answers of `ask` against the typed answers of src/synth/questions.h, by the text that a person would read.
#pragma once

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "synth/questions.h"
#include "tasks/ask_task.h"

namespace aegle {

class AskScore {
 public:
  void Add(Store& store, PatientId patient, const RecordQuestion& question, Engine* chat) {
    TaskInput input;
    input.patient = patient;
    input.question = question.question;
    input.language = question.language == "ko" ? Language::kKorean : Language::kEnglish;
    input.use_model = chat != nullptr;
    TaskContext context{store, chat, nullptr};
    auto answer = AskTask().Run(input, context, {}, {});
    if (answer) return Mark(question, *answer);
    Count(question, false, "error: " + answer.error().ToString());
  }
  void Mark(const RecordQuestion& question, const Answer& answer) {
    std::string text = TextOf(answer);
    Count(question, Right(question, answer, text), text);
  }
  [[nodiscard]] int asked() const { return asked_; }
  [[nodiscard]] double Accuracy() const { return asked_ == 0 ? 0 : static_cast<double>(right_) / asked_; }
  [[nodiscard]] const std::string& Mistakes() const { return mistakes_; }
  [[nodiscard]] std::string Table() const {
    std::string table;
    for (const auto& [kind, counts] : by_kind_)
      table += kind + ": " + std::to_string(counts.right) + "/" + std::to_string(counts.asked) + "\n";
    return table + "all: " + std::to_string(right_) + "/" + std::to_string(asked_) + "\n";
  }

 private:
  struct Counts {
    int asked = 0, right = 0;
  };

  void Count(const RecordQuestion& question, bool right, const std::string& text) {
    Counts& of_kind = by_kind_[question.kind + " " + question.language];
    ++of_kind.asked;
    ++asked_;
    if (right) {
      ++of_kind.right;
      ++right_;
    } else if (mistakes_.size() < 12000) {
      mistakes_ += question.language + " " + question.kind + ": " + question.question + "\n   want " + question.answer + "\n   got  " +
                   text.substr(0, 300) + "\n";
    }
  }
  static std::string TextOf(const Answer& answer) {
    std::string text;
    for (const Section& section : answer.sections)
      for (const Claim& claim : section.claims)
        if (claim.verdict != Verdict::kStruck) text += claim.text + "\n";
    return text;
  }

  // The number stands in the text as a number of its own, not as a part of another one.
  static bool HasNumber(const std::string& text, double wanted, double tolerance) {
    for (std::size_t at = 0; at < text.size();) {
      bool begins = text[at] >= '0' && text[at] <= '9' && (at == 0 || text[at - 1] != '.');
      if (!begins) {
        ++at;
        continue;
      }
      std::size_t used = 0;
      double value = std::stod(text.substr(at), &used);
      bool negative = at > 1 && text[at - 1] == '-' && text[at - 2] == ' ';
      if (std::abs((negative ? -value : value) - wanted) <= tolerance + 1e-9) return true;
      at += used;
    }
    return false;
  }

  static bool Says(const std::string& text, std::initializer_list<std::string_view> words) {
    for (std::string_view word : words)
      if (text.find(word) != std::string::npos) return true;
    return false;
  }

  static std::string Lower(std::string text) {
    for (char& c : text)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return text;
  }

  static bool HasDate(const std::string& text, const nlohmann::json& answer) {
    std::string date = answer.value("date", "");
    return text.find(date.substr(0, 10)) != std::string::npos;
  }

  static double NumberOf(const nlohmann::json& value) {
    return value.is_string() ? std::stod(value.get<std::string>()) : value.get<double>();
  }

  static bool SaysYes(const std::string& text) {
    return text.starts_with("Yes") || text.starts_with("예") || text.starts_with("The latest is") || text.starts_with("가장 최근");
  }
  static bool SaysNo(const std::string& text, const Answer& answer) {
    return answer.not_in_record || text.starts_with("No") || text.starts_with("아니요") || text.starts_with("현재는 아님") ||
           Says(text, {"Only in the family", "가족력에만"});
  }

  static bool Right(const RecordQuestion& question, const Answer& answer, const std::string& text) {
    auto want = nlohmann::json::parse(question.answer);
    const std::string& kind = question.kind;
    if (kind == "latest" || kind == "minimum" || kind == "maximum")
      return HasNumber(text, NumberOf(want["value"]), 0) && HasDate(text, want);
    if (kind == "count") return HasNumber(text, NumberOf(want["number"]), 0);
    // At most four decimals are shown.
    if (kind == "mean") return HasNumber(text, NumberOf(want["number"]), std::max(NumberOf(want["tolerance"]), 0.00005));
    if (kind == "trend") return want["direction"] == "rising" ? Says(text, {"rising", "상승"}) : Says(text, {"falling", "하락"});
    if (kind == "date") return HasDate(text, want);
    if (kind == "age") return HasNumber(text, NumberOf(want["years"]), 0);
    if (kind == "interval") return HasNumber(text, NumberOf(want["days"]), 0);
    if (kind == "absent") return answer.not_in_record;
    if (kind == "list") return HasItems(want, Lower(text));
    bool yes = want.value("yes", false);
    if (kind == "taking" || kind == "active") {
      bool inactive = Says(text, {"no longer active", "Not currently", "현재는 비활성", "현재는 아님"});
      return yes ? SaysYes(text) && !inactive : SaysNo(text, answer) || inactive;
    }
    return yes ? SaysYes(text) : SaysNo(text, answer);
  }

  static bool HasItems(const nlohmann::json& want, const std::string& lower) {
    const auto& korean = want.contains("items_ko") ? want["items_ko"] : want["items"];
    for (std::size_t i = 0; i < want["items"].size(); ++i)
      if (lower.find(Lower(want["items"][i].get<std::string>())) == std::string::npos &&
          lower.find(Lower(korean[i].get<std::string>())) == std::string::npos)
        return false;
    return true;
  }

  int asked_ = 0, right_ = 0;
  std::map<std::string, Counts> by_kind_;
  std::string mistakes_;
};

}  // namespace aegle

#include "trust/instruction_text.h"

#include <algorithm>
#include <cstdint>

namespace aegle {
namespace {

struct Character {
  char32_t code;
  std::size_t size;
};

// Damaged UTF-8 is taken byte by byte.
Character Next(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t size = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  if (size == 1 || size > text.size()) return {first, 1};
  char32_t code = first & (0x7fu >> size);
  for (std::size_t i = 1; i < size; ++i) code = (code << 6) | (static_cast<unsigned char>(text[i]) & 0x3f);
  return {code, size};
}

// Characters that take no room: soft hyphen, zero-width, direction marks, variation selectors, tags (Unicode 15, Cf).
bool IsInvisible(char32_t code) {
  return code == 0xad || code == 0x34f || code == 0x115f || code == 0x1160 || code == 0x3164 || code == 0xffa0 || code == 0xfeff || (code >= 0x200b && code <= 0x200f) ||
         (code >= 0x202a && code <= 0x202e) || (code >= 0x2060 && code <= 0x2064) || (code >= 0x2066 && code <= 0x206f) || (code >= 0xfe00 && code <= 0xfe0f) ||
         (code >= 0xe0000 && code <= 0xe007f);
}

struct LookAlike {
  char32_t code;
  char letter;
};
// Of the Unicode confusables (UTS 39) those letters that are written alike in running text.
constexpr LookAlike kLookAlikes[] = {
    {0x430, 'a'}, {0x435, 'e'}, {0x456, 'i'}, {0x43e, 'o'}, {0x440, 'p'}, {0x441, 'c'}, {0x443, 'y'}, {0x445, 'x'}, {0x455, 's'}, {0x458, 'j'}, {0x501, 'd'}, {0x51b, 'q'},
    {0x51d, 'w'}, {0x4bb, 'h'}, {0x410, 'a'}, {0x412, 'b'}, {0x415, 'e'}, {0x41a, 'k'}, {0x41c, 'm'}, {0x41d, 'h'}, {0x41e, 'o'}, {0x420, 'p'}, {0x421, 'c'}, {0x422, 't'},
    {0x425, 'x'}, {0x406, 'i'}, {0x405, 's'}, {0x3b1, 'a'}, {0x3bf, 'o'}, {0x3bd, 'v'}, {0x3c1, 'p'}, {0x3b9, 'i'}, {0x3ba, 'k'}, {0x391, 'a'}, {0x392, 'b'}, {0x395, 'e'},
    {0x397, 'h'}, {0x399, 'i'}, {0x39a, 'k'}, {0x39c, 'm'}, {0x39d, 'n'}, {0x39f, 'o'}, {0x3a1, 'p'}, {0x3a4, 't'}, {0x3a5, 'y'}, {0x3a7, 'x'}, {0x131, 'i'}, {0x261, 'g'}};

void AppendUtf8(std::string& out, std::string_view bytes) { out.append(bytes); }

void AppendFolded(std::string& out, Character character, std::string_view bytes) {
  char32_t code = character.code;
  if (IsInvisible(code)) return;
  if (code >= 0xff01 && code <= 0xff5e) code -= 0xfee0;                       // full width
  if (code >= 0x1d400 && code <= 0x1d6a3) code = U'a' + (code - 0x1d400) % 52 % 26;  // mathematical letters
  if (code == 0x3000 || code == 0xa0 || code == 0x2002 || code == 0x2003 || code == 0x2009) code = ' ';
  for (const LookAlike& each : kLookAlikes)
    if (code >= 0x80 && each.code == code) code = static_cast<char32_t>(each.letter);
  if (code >= 'A' && code <= 'Z') code += 'a' - 'A';
  if (code >= 0x80) return AppendUtf8(out, bytes);
  const char letter = code == '\t' || code == '\n' || code == '\r' || code == '_' || code == '*' ? ' ' : static_cast<char>(code);
  if (letter != ' ' || (!out.empty() && out.back() != ' ')) out += letter;
}

struct Entity {
  std::string_view name;
  char letter;
};
constexpr Entity kEntities[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&#39;", '\''}, {"&nbsp;", ' '}, {"&#124;", '|'}, {"&#x7c;", '|'}};

std::string WithoutEntities(std::string_view text) {
  std::string out;
  if (text.find('&') == std::string_view::npos) return std::string(text);
  for (std::size_t at = 0; at < text.size();) {
    std::size_t taken = 0;
    for (const Entity& entity : kEntities) {
      if (!text.substr(at).starts_with(entity.name)) continue;
      out += entity.letter;
      taken = entity.name.size();
    }
    if (taken == 0) out += text[at];
    at += taken == 0 ? 1 : taken;
  }
  return out;
}

// <b>, </p>: gone; <!-- x -->: its marks are; <|x|> stays, it is no markup.
std::string WithoutTags(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool tag = text[at] == '<' && at + 1 < text.size() && (text[at + 1] == '/' || (text[at + 1] >= 'a' && text[at + 1] <= 'z'));
    std::size_t end = tag ? text.find('>', at) : std::string_view::npos;
    if (end != std::string_view::npos && end - at < 200) at = end;
    else out += text[at];
  }
  return out;
}

bool IsLetter(std::string_view text, std::size_t at) { return at < text.size() && text[at] >= 'a' && text[at] <= 'z'; }

// "i g n o r e" is "ignore": single letters with one space, point or dash between them, four or more.
std::string Joined(std::string_view text) {
  auto apart = [&](std::size_t at) {
    return at + 1 < text.size() && std::string_view(" .-").find(text[at + 1]) != std::string_view::npos && IsLetter(text, at + 2) && !IsLetter(text, at + 3);
  };
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::size_t end = at;
    if (IsLetter(text, at) && (at == 0 || !IsLetter(text, at - 1)))
      while (apart(end)) end += 2;
    const bool spread = end - at >= 6;
    for (std::size_t i = at; i <= (spread ? end : at); i += 2) out += text[i];
    if (spread) at = end;
  }
  return out;
}

int Base64Value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

std::string FromBase64(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (char c : text) {
    bits = (bits << 6) | static_cast<std::uint32_t>(Base64Value(c));
    if ((count += 6) >= 8) out += static_cast<char>((bits >> (count -= 8)) & 0xff);
  }
  return out;
}

// Who is spoken to, and what with: each is an instruction by itself, wherever it stands. Phrases of clinical prose
// ("urine output:", "nervous system:", "라고 대답함") are not among them: cases/instruction_benign.txt holds it.
constexpr std::string_view kOrders[] = {
    "system prompt", "system message", "system override", "developer mode", "new task:", "you are now a", "you are now an", "you are an ai", "as an ai", "language model",
    "dear assistant", "ai assistant", "note to the ai", "note to ai:", "attention ai", "the assistant must", "assistant should", "the answer must", "your answer must", "your reply must",
    "respond only", "respond with the", "reply only", "reply with the", "answer only with", "answer with the", "only output", "output only", "output the following", "write the following",
    "print the following", "repeat the following", "repeat after me", "say exactly", "state in the summary", "state in your", "in your summary", "in your answer", "include in the summary",
    "add to the summary", "the summary must", "do not mention this", "forget everything", "disregard the above", "ignore the above", "ignore everything above", "jailbreak", "end of record",
    "end of context", "end of patient record", "### instruction", "###instruction", "### system", "[inst]", "[/inst]", "<<sys>>", "<|", "|>", "begin_of_text", "tool_call", "function_call", "](http",
    "](data:",    "시스템 프롬프트", "시스템 메시지", "새로운 지시사항", "새 지시:", "너는 이제", "당신은 이제", "인공지능에게", "ai에게", "언어 모델", "언어모델", "어시스턴트", "요약에 포함하", "요약에는 반드시", "요약에 다음",
    "답변에 포함하", "답변에 다음", "답변은 반드시", "라고 답하라", "라고 답하시오", "라고 답해", "라고만 답", "라고 대답하라", "라고 대답하시오", "라고 출력", "라고만 출력", "라고 적어라", "라고 써라", "라고 작성하라",
    "라고 작성하시오", "라고 요약하", "다음을 출력", "다음 문장을 출력", "출력하라", "출력하시오", "언급하지 마", "기록을 외부로", "외부로 전송하"};

// A verb and what it is about, in this order and near each other (English), or the other way round (Korean).
struct Pair {
  std::string_view first, second;
};
constexpr Pair kPairs[] = {{"ignore", "instruction"}, {"ignore", "prompt"}, {"disregard", "instruction"}, {"disregard", "prompt"}, {"forget", "instruction"}, {"override", "instruction"},
                           {"bypass", "instruction"}, {"follow these", "instruction instead"}, {"지시", "무시"}, {"지침", "무시"}, {"지시", "잊어"}, {"지침", "잊어"}, {"지시", "따르지 마"},
                           {"위 내용", "무시하"}, {"위의 내용", "무시하"}, {"앞의 내용", "무시하"}};
constexpr std::size_t kNear = 60;

// Names of the roles of a conversation, at the beginning only: "Nervous system:" and "IV drug user:" are clinical.
constexpr std::string_view kRoles[] = {"system:", "assistant:", "user:", "human:", "ai:", "시스템:", "사용자:", "도우미:", "어시스턴트:"};

// [f3], [n1, f2]: what a citation of Aegle looks like. No clinical text writes so.
bool HasCitationMark(std::string_view text) {
  for (std::size_t at = text.find('['); at != std::string_view::npos; at = text.find('[', at + 1)) {
    if (at + 2 >= text.size() || std::string_view("fnck").find(text[at + 1]) == std::string_view::npos) continue;
    std::size_t end = at + 2;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
    if (end > at + 2 && end < text.size() && (text[end] == ']' || text[end] == ',')) return true;
  }
  return false;
}

bool HoldsOrder(std::string_view undisguised) {
  for (std::string_view order : kOrders)
    if (undisguised.find(order) != std::string_view::npos) return true;
  for (const Pair& pair : kPairs) {
    std::size_t first = undisguised.find(pair.first);
    std::size_t second = first == std::string_view::npos ? first : undisguised.find(pair.second, first);
    if (second != std::string_view::npos && second - first <= kNear) return true;
  }
  std::string_view begin = undisguised.substr(std::min(undisguised.find_first_not_of(" #>-\"'"), undisguised.size()));
  for (std::string_view role : kRoles)
    if (begin.starts_with(role)) return true;
  return HasCitationMark(undisguised);
}

constexpr std::size_t kLeastBase64 = 20;

bool HidesOrder(std::string_view sentence) {
  for (std::size_t at = 0; at < sentence.size();) {
    std::size_t end = at;
    while (end < sentence.size() && Base64Value(sentence[end]) >= 0) ++end;
    if (end - at >= kLeastBase64 && HoldsOrder(Undisguised(FromBase64(sentence.substr(at, end - at))))) return true;
    at = end + 1;
  }
  return false;
}

}  // namespace

std::string Undisguised(std::string_view text) {
  std::string folded;
  const std::string plain = WithoutEntities(text);
  for (std::string_view rest = plain; !rest.empty();) {
    Character character = Next(rest);
    AppendFolded(folded, character, rest.substr(0, character.size));
    rest.remove_prefix(character.size);
  }
  return Joined(WithoutTags(folded));
}

bool AddressesAProgram(std::string_view sentence) { return HoldsOrder(Undisguised(sentence)) || HidesOrder(sentence); }

}  // namespace aegle

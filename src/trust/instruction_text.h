// Text of a record that is addressed to a program, not to a clinician: "ignore previous instructions and write ...".
//
// What notes, narratives and files say is data. A sentence that tries to steer the one who reads it is never offered to a
// model, never cited and never shown as a passage; a task lists how many were left out, and the record keeps every byte.
// Seen through: zero-width and other invisible characters, full-width letters, look-alike letters of other alphabets, letters
// set apart by spaces, HTML entities and tags, base64. English and Korean.
// It is a net, not a proof: what a model writes is checked against the evidence all the same. Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace aegle {

// One sentence. Orders to people ("Ignore the old dose", "Do not give penicillin") are not meant; marks that only a program
// reads are: control tokens (<|im_start|>), role names at a line's beginning, citation marks of our own form ([f3]).
[[nodiscard]] bool AddressesAProgram(std::string_view sentence);

// What AddressesAProgram compares: lower case, without the disguises.
[[nodiscard]] std::string Undisguised(std::string_view text);

}  // namespace aegle

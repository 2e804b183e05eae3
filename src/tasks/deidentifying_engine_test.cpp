#include "tasks/deidentifying_engine.h"

#include <gtest/gtest.h>

#include "model/mock_engine.h"

namespace aegle {
namespace {

TEST(DeidentifyingEngine, WhatGoesOutHasNoIdentifiersAndWhatComesBackHasThem) {
  auto mock = std::make_unique<MockEngine>([](const GenerationRequest& request, int) -> Result<std::string> { return "You said: " + request.messages.back().content; });
  MockEngine& inner = *mock;
  DeidentifyingEngine engine(std::move(mock));
  const std::string text = "환자 김철수님(900101-1234568, 010-1234-5678).\nPatient Name: Mary Johnson\nE-mail: mary.johnson@example.org\nSeen on 2026-03-01, potassium 5.9 mmol/L.";
  GenerationRequest request;
  request.messages = {{"system", "Summarise.", "", ""}, {"user", text, "", ""}};
  std::string streamed;
  auto generations = engine.Generate(request, [&](int, std::string_view piece) { streamed += piece; return true; }, {});
  ASSERT_TRUE(generations.has_value());
  ASSERT_EQ(inner.requests().size(), 1u);
  const std::string sent = inner.requests()[0].messages.back().content;
  for (const char* identifier : {"김철수", "900101-1234568", "010-1234-5678", "Mary Johnson", "mary.johnson", "2026-03-01"}) {
    EXPECT_EQ(sent.find(identifier), std::string::npos) << identifier << " was sent: " << sent;
    EXPECT_NE(generations->at(0).text.find(identifier), std::string::npos) << identifier << " did not come back: " << generations->at(0).text;
  }
  EXPECT_NE(sent.find("5.9 mmol/L"), std::string::npos);
  EXPECT_EQ(streamed, generations->at(0).text);
}

TEST(DeidentifyingEngine, TwoCallsCannotBeLinked) {
  auto mock = std::make_unique<MockEngine>();
  MockEngine& inner = *mock;
  DeidentifyingEngine engine(std::move(mock));
  GenerationRequest request;
  request.messages = {{"user", "Patient: Mary Johnson, phone (212) 555-0147.", "", ""}};
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(engine.Generate(request, {}, {}).has_value());
  auto sent = inner.requests();
  EXPECT_TRUE(sent[0].messages[0].content != sent[1].messages[0].content || sent[1].messages[0].content != sent[2].messages[0].content);
}

}  // namespace
}  // namespace aegle

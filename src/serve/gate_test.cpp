// Every route of the service, for every role: who may, who may not, and that nobody can tell a foreign id from one that does not exist.
#include "serve/gate.h"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "access/credentials.h"
#include "access/test_site.h"
#include "serve/routes.h"

namespace aegle::test {
namespace {

class GateTest : public SiteTest {
 protected:
  void SetUp() override {
    SiteTest::SetUp();
    settings_ = *Settings::Load("/does/not/exist.toml");
    EXPECT_TRUE(settings_.Set("access.requests_per_minute", "1000000", "test"));
    RegisterClinicalTasks(tasks_);
    services_ = std::make_unique<Services>(Services{*store_, readers_, tasks_, settings_, nullptr, nullptr, "test"});
    gate_ = std::make_unique<Gate>(*store_, settings_, [this](const AuditEvent& event, bool) -> Result<void> {
      if (audit_full_) return Fail(ErrorCode::kNoSpace, "full");
      events_.push_back(event);
      return {};
    }, [this] { return clock_; });
    AddRoutes(routes_, *services_, *gate_, metrics_);
    answer_of_ann_ = Must(store_->SaveAnswer({{}, ann_, "handoff", 1, R"({"evidence":[]})"}));
    answer_of_bob_ = Must(store_->SaveAnswer({{}, bob_, "handoff", 1, R"({"evidence":[]})"}));
  }

  const Route& Find(std::string_view method, std::string_view pattern) {
    for (const auto& route : routes_.all())
      if (route->method() == method && route->pattern() == pattern) return *route;
    throw std::runtime_error("no route " + std::string(pattern));
  }
  HttpRequest Request(const Route& route) {
    HttpRequest request;
    request.method = route.method();
    request.path = route.pattern();
    request.client = "127.0.0.1";
    return request;
  }
  // Signed in as `name`, by a session.
  HttpRequest As(const Route& route, const std::string& name) {
    HttpRequest request = Request(route);
    auto started = gate_->sessions().Start(name);
    request.headers["cookie"] = "aegle_session=" + started.cookie;
    request.headers["x-aegle-csrf"] = started.session.csrf;
    return request;
  }
  HttpReply Answer(const Route& route, HttpRequest request) {
    auto reply = gate_->Answer(route, request);
    return reply ? std::move(*reply) : HttpReply::FromError(reply.error());
  }
  int Status(const Route& route, HttpRequest request) { return Answer(route, std::move(request)).status; }

  std::string IdFor(Of of, bool own, bool unknown) {
    if (of == Of::kPatient) return unknown ? "p999" : (own ? ann_ : bob_).ToString();
    if (of == Of::kFact) return unknown ? "f9999" : Must(store_->Facts(own ? ann_ : bob_, {.code = "2345-7"})).at(0).id.ToString();
    if (of == Of::kDocument) return unknown ? "d999" : (own ? shared_ : cho_document_).ToString();
    if (of == Of::kAnswer) return unknown ? "a999" : (own ? answer_of_ann_ : answer_of_bob_).ToString();
    return "x";
  }

  Settings settings_;
  ReaderRegistry readers_;
  TaskRegistry tasks_;
  Metrics metrics_;
  RouteTable routes_;
  std::unique_ptr<Services> services_;
  std::unique_ptr<Gate> gate_;
  std::vector<AuditEvent> events_;
  std::int64_t clock_ = 1'000'000;
  bool audit_full_ = false;
  AnswerId answer_of_ann_, answer_of_bob_;
};

const char* const kUsers[] = {"root", "kim", "choi", "lee", "ann", "yoon"};

// 403 for a route that the table does not give to the role, and never for one that it does (about a person in care).
TEST_F(GateTest, EachRouteAsksTheTable) {
  Must(directory_->Relate({"choi", ann_, "ward"}));
  int routes = 0;
  for (const auto& route : routes_.all()) {
    const Access& access = route->access();
    ++routes;
    if (access.resource == Resource::kPublic) continue;
    EXPECT_EQ(Status(*route, Request(*route)), 401) << route->method() << ' ' << route->pattern() << " without a session";
    for (const char* name : kUsers) {
      const Principal principal = SiteTest::As(name);
      const Rule rule = RuleOf(principal.role, access.resource, access.action);
      if (access.of == Of::kInBody && rule != Rule::kNever) continue;  // asks for the password
      HttpRequest request = As(*route, name);
      request.parameters[access.parameter] = IdFor(access.of, true, false);
      const int status = Status(*route, request);
      SCOPED_TRACE(route->method() + " " + route->pattern() + " as " + name);
      const bool refused_by_desk = access.resource == Resource::kExport;  // what is not signed
      if (rule == Rule::kNever) {
        EXPECT_EQ(status, 403);
      } else if (rule == Rule::kDeidentified) {
        EXPECT_EQ(status, 404);
      } else if (!refused_by_desk) {
        EXPECT_NE(status, 403);
      }
    }
  }
  EXPECT_GT(routes, 30);
}

// The object-swap attack: another patient's id in every route that takes one.
TEST_F(GateTest, AForeignIdAnswersAsOneThatIsNotThere) {
  int attacks = 0;
  for (const auto& route : routes_.all()) {
    const Access& access = route->access();
    if (access.of == Of::kNobody || access.of == Of::kInBody) continue;
    for (const char* name : {"kim", "ann"}) {
      auto send = [&](bool unknown) {
        HttpRequest request = As(*route, name);
        request.parameters["id"] = "x";
        request.parameters["task"] = "handoff";
        request.parameters[access.parameter] = IdFor(access.of, false, unknown);
        return Answer(*route, request);
      };
      const HttpReply foreign = send(false), unknown = send(true);
      SCOPED_TRACE(route->method() + " " + route->pattern() + " as " + name);
      EXPECT_TRUE(foreign.status == 404 || foreign.status == 403) << foreign.status;
      EXPECT_EQ(foreign.status, unknown.status);
      EXPECT_EQ(foreign.body, unknown.body);
      EXPECT_FALSE(foreign.stream);
      ++attacks;
    }
  }
  EXPECT_GE(attacks, 24);
}

// One record for what was allowed and one for what was not, each with the patient; none for what is nobody's.
TEST_F(GateTest, OneRecordARequest) {
  for (const auto& route : routes_.all()) {
    const Access& access = route->access();
    const bool recorded = access.resource != Resource::kPublic && access.resource != Resource::kStatus;
    if (access.of == Of::kInBody || route->pattern().ends_with("/withdraw")) continue;  // these add their own
    for (bool own : {true, false}) {
      HttpRequest request = As(*route, "kim");
      request.parameters[access.parameter] = IdFor(access.of, own, false);
      events_.clear();
      const HttpReply reply = Answer(*route, request);
      SCOPED_TRACE(route->method() + " " + route->pattern() + (own ? " own" : " foreign"));
      if (!recorded) {
        EXPECT_LE(events_.size(), 1u);
        continue;
      }
      ASSERT_EQ(events_.size(), 1u);
      EXPECT_EQ(events_[0].actor, "kim");
      const bool denied = (reply.status == 403 && access.resource != Resource::kExport) || (!own && access.of != Of::kNobody);
      EXPECT_EQ(events_[0].action == AuditAction::kDeny, denied);
      const bool of_somebody = access.of == Of::kPatient || access.of == Of::kFact || access.of == Of::kAnswer;
      EXPECT_EQ(events_[0].patient, !of_somebody ? PatientId() : own ? ann_ : bob_);
      EXPECT_EQ(events_[0].detail.find("Park"), std::string::npos);
    }
  }
}

TEST_F(GateTest, WhatCannotBeRecordedIsNotDone) {
  audit_full_ = true;
  for (const auto& route : routes_.all()) {
    if (route->access().resource == Resource::kPublic || route->access().resource == Resource::kStatus) continue;
    HttpRequest request = As(*route, "kim");
    request.parameters[route->access().parameter] = IdFor(route->access().of, true, false);
    if (route->access().of == Of::kInBody) request.body = R"({"patient":"p3","reason":"emergency","text":"unconscious here","password":"x"})";
    EXPECT_EQ(Status(*route, request), 503) << route->method() << ' ' << route->pattern();
  }
}

TEST_F(GateTest, AChangeNeedsTheTokenOfTheSession) {
  const Route& route = Find("POST", "/api/patients/{id}/consents");
  HttpRequest request = As(route, "kim");
  request.parameters["id"] = ann_.ToString();
  request.body = "{}";
  EXPECT_EQ(Status(route, request), 200);
  for (const char* wrong : {"", "x"}) {
    request.headers["x-aegle-csrf"] = wrong;
    EXPECT_EQ(Status(route, request), 403);
  }
  request.headers.erase("x-aegle-csrf");
  EXPECT_EQ(Status(route, request), 403);
}

TEST_F(GateTest, SessionsEndAndRolesChangeAtOnce) {
  const Route& route = Find("GET", "/api/patients/{id}");
  HttpRequest request = As(route, "kim");
  request.parameters["id"] = ann_.ToString();
  EXPECT_EQ(Status(route, request), 200);
  clock_ += 15 * 60'000 - 1;
  EXPECT_EQ(Status(route, request), 200);
  User kim = Must(directory_->Find("kim"));
  kim.role = Role::kAuditor;
  Must(directory_->Update(kim));
  EXPECT_EQ(Status(route, request), 403);
  kim = Must(directory_->Find("kim"));
  kim.role = Role::kClinician;
  kim.disabled = true;
  Must(directory_->Update(kim));
  EXPECT_EQ(Status(route, request), 401);
  kim = Must(directory_->Find("kim"));
  kim.disabled = false;
  Must(directory_->Update(kim));
  EXPECT_EQ(Status(route, request), 401) << "the session was ended";
  request = As(route, "kim");
  request.parameters["id"] = ann_.ToString();
  clock_ += 15 * 60'000;
  EXPECT_EQ(Status(route, request), 401) << "idle";
}

TEST_F(GateTest, TokensHaveScopesAndNeedNoCsrf) {
  const Route& read = Find("GET", "/api/patients/{id}");
  const Route& chat = Find("GET", "/v1/models");
  const Route& write = Find("POST", "/api/patients/{id}/consents");
  std::string token = Must(directory_->AddToken("kim", "t", static_cast<ScopeBits>(Scope::kChat), 0, kNow));
  auto with = [&](const Route& route, const std::string& text) {
    HttpRequest request = Request(route);
    request.headers["authorization"] = "Bearer " + text;
    request.parameters["id"] = ann_.ToString();
    return Status(route, request);
  };
  EXPECT_EQ(with(chat, token), 200);
  EXPECT_EQ(with(read, token), 403);
  EXPECT_EQ(with(chat, token + "x"), 401);
  EXPECT_EQ(with(chat, "sk-anything"), 401);
  std::string reader = Must(directory_->AddToken("kim", "t", kAllScopes, 0, kNow));
  EXPECT_EQ(with(read, reader), 200);
  EXPECT_EQ(with(write, reader), 403) << "a token changes no consent";
}

TEST_F(GateTest, SigningInSetsACookieThatScriptsCannotRead) {
  const Route& route = Find("POST", "/api/session");
  User kim = Must(directory_->Find("kim"));
  kim.password = Must(HashPassword("four words of kim"));
  Must(directory_->Update(kim));
  HttpRequest request = Request(route);
  request.body = R"({"user":"kim","password":"four words of kim"})";
  request.secure = true;
  HttpReply reply = Answer(route, request);
  ASSERT_EQ(reply.status, 200) << reply.body;
  ASSERT_EQ(reply.headers.size(), 1u);
  const std::string cookie = reply.headers[0].second;
  for (const char* part : {"HttpOnly", "SameSite=Strict", "Secure", "Path=/"}) EXPECT_NE(cookie.find(part), std::string::npos) << part;
  EXPECT_EQ(events_.back().action, AuditAction::kLogin);
  EXPECT_EQ(events_.back().actor, "kim");
  request.body = R"({"user":"four words of kim","password":"kim"})";
  EXPECT_EQ(Status(route, request), 403);
  EXPECT_EQ(events_.back().actor, "unknown") << "what was typed in the wrong field is not written down";
  request.body = R"({"user":5})";
  EXPECT_EQ(Status(route, request), 400);
}

TEST_F(GateTest, TooManyRequestsAreTurnedAway) {
  ASSERT_TRUE(settings_.Set("access.requests_per_minute", "40", "test"));
  Gate gate(*store_, settings_, AuditRecorder(), [this] { return clock_; });
  const Route& route = Find("GET", "/api/status");
  auto started = gate.sessions().Start("kim");
  int busy = 0;
  for (int i = 0; i < 20; ++i) {
    HttpRequest request = Request(route);
    request.headers["cookie"] = "other=1; aegle_session=" + started.cookie;
    auto reply = gate.Answer(route, request);
    busy += !reply && reply.error().code == ErrorCode::kBusy;
  }
  EXPECT_EQ(busy, 10);
}

TEST_F(GateTest, AWithdrawalCountsFromTheNextRequestAndIsProven) {
  const Route& withdraw = Find("POST", "/api/patients/{id}/consents/withdraw");
  const Route& timeline = Find("GET", "/api/patients/{id}/timeline");
  HttpRequest read = As(timeline, "kim");
  read.parameters["id"] = ann_.ToString();
  EXPECT_EQ(Status(timeline, read), 200);
  HttpRequest request = As(withdraw, "kim");
  request.parameters["id"] = ann_.ToString();
  request.body = R"({"purpose":"treatment"})";
  HttpReply reply = Answer(withdraw, request);
  ASSERT_EQ(reply.status, 200) << reply.body;
  auto body = nlohmann::json::parse(reply.body);
  EXPECT_TRUE(body["proof"]["holds"]);
  EXPECT_EQ(body["verdicts"]["treatment"], "denied");
  ASSERT_GE(events_.size(), 2u);
  EXPECT_EQ(events_.back().resource, "withdrawal proof");
  EXPECT_NE(events_.back().detail.find("\"left\":{\"search\":0,\"vectors\":0,\"training\":0}"), std::string::npos) << events_.back().detail;
  EXPECT_EQ(Status(timeline, read), 403);
  EXPECT_EQ(events_.back().action, AuditAction::kDeny);
}

TEST_F(GateTest, EmergencyAccessNeedsThePasswordAndIsRecordedWithItsReason) {
  const Route& route = Find("POST", "/api/break-glass");
  User kim = Must(directory_->Find("kim"));
  kim.password = Must(HashPassword("four words of kim"));
  Must(directory_->Update(kim));
  HttpRequest request = As(route, "kim");
  request.body = R"({"identifier":"MRN-3","reason":"emergency","text":"no pulse, allergies unknown","password":"wrong"})";
  EXPECT_EQ(Status(route, request), 403);
  EXPECT_EQ(events_.back().action, AuditAction::kDeny);
  request.body = R"({"identifier":"MRN-3","reason":"emergency","text":"no pulse, allergies unknown","password":"four words of kim"})";
  EXPECT_EQ(Status(route, request), 200);
  EXPECT_EQ(events_.back().action, AuditAction::kBreakGlass);
  EXPECT_EQ(events_.back().patient, cho_);
  EXPECT_EQ(events_.back().purpose, "emergency");
  const Route& read = Find("GET", "/api/patients/{id}/timeline");
  HttpRequest look = As(read, "kim");
  look.parameters["id"] = cho_.ToString();
  EXPECT_EQ(Status(read, look), 200);
  EXPECT_EQ(events_.back().purpose, "emergency");
  look = As(Find("GET", "/api/session"), "yoon");
  EXPECT_EQ(nlohmann::json::parse(Answer(Find("GET", "/api/session"), look).body)["unreviewed"], 1);
}

TEST_F(GateTest, WithoutUsersThePersonAtThisMachineDoesEverythingButSign) {
  TempFolder folder;
  auto store = Must(OpenSqliteStore(folder.File("store.db"), TestKey()));
  Gate gate(*store, settings_, AuditRecorder());
  const Route& route = Find("GET", "/api/patients");
  HttpRequest request = Request(route);
  request.headers["authorization"] = "Bearer anything that a client sends";
  auto reply = gate.Answer(route, request);
  ASSERT_TRUE(reply);
  EXPECT_EQ(request.caller->principal.name, "local");
  Must(Directory(*store).Add({.name = "root", .role = Role::kOperator}));
  EXPECT_EQ(gate.Answer(route, request).error().code, ErrorCode::kSignIn) << "from the first user on everybody signs in";
}

// The unguarded store is for what keeps users and consents, and for controls: no route of records may use it.
TEST(SourceTest, RoutesReadRecordsThroughTheGuardOnly) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(AEGLE_SOURCE_DIR) + "/src/serve")) {
    const std::string name = entry.path().filename();
    if (!name.ends_with("_routes.cpp")) continue;
    ++files;
    if (name == "session_routes.cpp" || name == "consent_routes.cpp" || name == "break_glass_routes.cpp") continue;
    std::ifstream file(entry.path());
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(text.find("site_store"), std::string::npos) << name;
  }
  EXPECT_GE(files, 9);
}

}  // namespace
}  // namespace aegle::test

#include "serve/http_server.h"

#include <cpp-httplib/httplib.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "store/test_support.h"

namespace aegle {
namespace {

using nlohmann::json;

// A running server with the routes that a test adds.
class HttpServerTest : public ::testing::Test {
 protected:
  void Start() {
    settings_ = *Settings::Load("/does/not/exist.toml");
    ASSERT_TRUE(settings_.Set("serve.port", "0", "test"));
    ASSERT_TRUE(settings_.Set("serve.streams", "1", "test"));
    ASSERT_TRUE(settings_.Set("serve.body_limit", "1024", "test"));
    store_ = test::Must(OpenSqliteStore(folder_.File("store.db"), test::TestKey()));
    gate_ = std::make_unique<Gate>(*store_, settings_, AuditRecorder());
    server_ = std::make_unique<HttpServer>(routes_, *gate_, settings_, metrics_, [](std::string_view path) { return path == "/index.html" ? &kPage : nullptr; });
    auto port = server_->Bind();
    ASSERT_TRUE(port);
    port_ = *port;
    thread_ = std::thread([this] { server_->Serve(); });
  }
  void TearDown() override {
    if (!server_) return;
    server_->Stop();
    thread_.join();
  }
  httplib::Client Client() const {
    httplib::Client client("127.0.0.1", port_);
    client.set_read_timeout(10);
    return client;
  }

  static constexpr Asset kPage{"/index.html", "text/html", "<html>", false, false};
  static constexpr Access kAnybody{Resource::kPublic, Action::kRead};
  test::TempFolder folder_;
  RouteTable routes_;
  Settings settings_;
  Metrics metrics_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Gate> gate_;
  std::unique_ptr<HttpServer> server_;
  std::thread thread_;
  int port_ = 0;
};

TEST_F(HttpServerTest, PassesParametersAndMapsErrors) {
  routes_.Get("/api/things/{id}", kAnybody, [](const HttpRequest& request) -> Result<HttpReply> {
    if (request.Parameter("id") == "none") return Fail(ErrorCode::kNotFound, "no such thing");
    return HttpReply::Json("\"" + std::string(request.Parameter("id")) + std::string(request.Query("q")) + "\"");
  });
  Start();
  auto client = Client();
  EXPECT_EQ(client.Get("/api/things/a?q=b")->body, "\"ab\"");
  auto missing = client.Get("/api/things/none");
  EXPECT_EQ(missing->status, 404);
  EXPECT_EQ(json::parse(missing->body)["error"]["code"], "not_found");
}

TEST_F(HttpServerTest, AnExceptionIsAnError500WithoutItsText) {
  routes_.Get("/api/bug", kAnybody, [](const HttpRequest&) -> Result<HttpReply> { throw std::runtime_error("secret"); });
  Start();
  auto reply = Client().Get("/api/bug");
  EXPECT_EQ(reply->status, 500);
  EXPECT_EQ(reply->body.find("secret"), std::string::npos);
}

TEST_F(HttpServerTest, PathsOfTheAppGiveItsPageAndUnknownRoutesAnError) {
  Start();
  auto client = Client();
  EXPECT_EQ(client.Get("/patients/p1")->body, "<html>");
  EXPECT_EQ(client.Get("/api/unknown")->status, 404);
  EXPECT_NE(client.Get("/")->get_header_value("Content-Security-Policy").find("default-src 'self'"), std::string::npos);
}

TEST_F(HttpServerTest, AnotherSiteIsRefused) {
  Start();
  auto client = Client();
  EXPECT_EQ(client.Get("/", httplib::Headers{{"Host", "evil.example"}})->status, 403);
  EXPECT_EQ(client.Get("/", httplib::Headers{{"Origin", "http://evil.example"}})->status, 403);
  EXPECT_EQ(client.Get("/", httplib::Headers{{"Origin", "http://127.0.0.1:" + std::to_string(port_)}})->status, 200);
}

TEST_F(HttpServerTest, ABodyOverTheLimitIs413) {
  routes_.Post("/api/echo", kAnybody, [](const HttpRequest& request) -> Result<HttpReply> { return HttpReply::Json(request.body); });
  Start();
  EXPECT_EQ(Client().Post("/api/echo", std::string(5000, 'x'), "text/plain")->status, 413);
}

TEST_F(HttpServerTest, OneStreamTooManyIs429AndALeavingClientStopsTheProducer) {
  std::atomic<bool> stopped{false};
  routes_.Get("/api/stream", kAnybody, [&](const HttpRequest&) -> Result<HttpReply> {
    return HttpReply::EventStream([&](StreamWriter& out, std::stop_token stop) {
      while (!stop.stop_requested() && out.Event("tick", "1")) std::this_thread::sleep_for(std::chrono::milliseconds(20));
      stopped = true;
    });
  });
  Start();
  auto client = Client();
  int pieces = 0, second = 0;
  auto reply = client.Get("/api/stream", [&](const char*, std::size_t) {
    if (++pieces == 3) second = Client().Get("/api/stream")->status;
    return pieces < 5;
  });
  EXPECT_FALSE(reply);
  EXPECT_EQ(second, 429);
  for (int i = 0; i < 100 && !stopped; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_TRUE(stopped);
}

// Users, TLS and names: all three, or only this machine.
TEST_F(HttpServerTest, RefusesWhatOtherMachinesCanReach) {
  store_ = test::Must(OpenSqliteStore(folder_.File("store.db"), test::TestKey()));
  settings_ = *Settings::Load("/does/not/exist.toml");
  ASSERT_TRUE(settings_.Set("serve.address", "0.0.0.0", "test"));
  ASSERT_TRUE(settings_.Set("serve.port", "0", "test"));
  auto bind = [&] {
    Gate gate(*store_, settings_, AuditRecorder());
    HttpServer server(routes_, gate, settings_, metrics_, [](std::string_view) { return nullptr; });
    auto port = server.Bind();
    return port ? std::string("bound") : std::string(Info(port.error().code).name) + ": " + port.error().message;
  };
  EXPECT_NE(bind().find("has no users"), std::string::npos) << bind();
  test::Must(Directory(*store_).Add({.name = "root", .role = Role::kOperator}));
  EXPECT_NE(bind().find("without TLS"), std::string::npos) << bind();
  ASSERT_TRUE(settings_.Set("serve.tls_certificate", "/does/not/exist.pem", "test"));
  ASSERT_TRUE(settings_.Set("serve.tls_key", "/does/not/exist.pem", "test"));
  EXPECT_NE(bind().find("by which names"), std::string::npos) << bind();
  ASSERT_TRUE(settings_.Set("serve.hosts", "aegle.example", "test"));
  EXPECT_NE(bind().find("certificate"), std::string::npos) << bind();
}

TEST(IsLoopback, OnlyTheLoopbackRange) {
  EXPECT_TRUE(IsLoopback("127.0.0.1"));
  EXPECT_TRUE(IsLoopback("127.9.9.9"));
  EXPECT_TRUE(IsLoopback("::1"));
  EXPECT_FALSE(IsLoopback("0.0.0.0"));
  EXPECT_FALSE(IsLoopback("127.0.0.1.evil.example"));
  EXPECT_FALSE(IsLoopback("192.168.0.1"));
}

TEST(OpenApi, DescribesEachRoute) {
  RouteTable routes;
  routes.Get("/api/facts/{id}", {Resource::kRecord, Action::kRead, Of::kFact}, [](const HttpRequest&) -> Result<HttpReply> { return HttpReply::Json("{}"); }).Summary("One fact").Returns("Fact").Fails(ErrorCode::kNotFound);
  json page = json::parse(OpenApiJson(routes, "1"));
  const json& operation = page["paths"]["/api/facts/{id}"]["get"];
  EXPECT_EQ(operation["summary"], "One fact");
  EXPECT_EQ(operation["parameters"][0]["name"], "id");
  EXPECT_TRUE(operation["responses"].contains("404"));
  EXPECT_TRUE(page["components"]["schemas"].contains("Fact"));
  EXPECT_EQ(operation["x-aegle-access"]["resource"], "record");
  EXPECT_EQ(operation["x-aegle-access"]["of"], "fact");
  EXPECT_TRUE(operation.contains("security"));
}

TEST(Metrics, CountsByRouteAndStatus) {
  Metrics metrics;
  metrics.CountRequest("/api/facts/{id}", 200, 0.02);
  metrics.CountRequest("/api/facts/{id}", 404, 0.2);
  metrics.AddGauge("aegle_facts", "Facts.", [] { return 5.0; });
  std::string text = metrics.Render();
  EXPECT_NE(text.find("aegle_requests_total{route=\"/api/facts/{id}\",status=\"404\"} 1"), std::string::npos);
  EXPECT_NE(text.find("aegle_request_seconds_bucket{route=\"/api/facts/{id}\",le=\"0.05\"} 1"), std::string::npos);
  EXPECT_NE(text.find("aegle_facts 5"), std::string::npos);
}

}  // namespace
}  // namespace aegle

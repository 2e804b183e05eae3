#include "readers/fhir_text.h"

#include <gtest/gtest.h>

namespace aegle {
namespace {

TEST(TextOfHtml, BlocksEntitiesAndScripts) {
  EXPECT_EQ(TextOfHtml("<div><p>One  two</p><p>Three&amp;four &lt;5&#62; &#x2264;</p></div>"), "One two\nThree&four <5> \xE2\x89\xA4");
  EXPECT_EQ(TextOfHtml("a<script>evil()</script >b<STYLE>x{}</style>c"), "abc");
  EXPECT_EQ(TextOfHtml("<table><tr><td>K</td><td>4.1</td></tr></table>"), "K 4.1");
  EXPECT_EQ(TextOfHtml("x <!-- y --> z"), "x z");
}

TEST(TextOfHtml, AnyBytesAreTaken) {
  EXPECT_EQ(TextOfHtml("<"), "<");
  EXPECT_EQ(TextOfHtml("BP < 90 <b>low</b>"), "BP < 90 low");
  EXPECT_EQ(TextOfHtml("<script"), "");
  EXPECT_EQ(TextOfHtml("&bogus; &#xD800; &#0; &"), "&bogus; &#xD800; &#0; &");
  EXPECT_EQ(TextOfHtml("\xFF"), "\xEF\xBF\xBD");
}

TEST(DecodeBase64, Rfc4648Vectors) {
  EXPECT_EQ(*DecodeBase64(""), "");
  EXPECT_EQ(*DecodeBase64("Zg=="), "f");
  EXPECT_EQ(*DecodeBase64("Zm8="), "fo");
  EXPECT_EQ(*DecodeBase64("Zm9v"), "foo");
  EXPECT_EQ(*DecodeBase64("Zm9v\nYmFy"), "foobar");
}

TEST(DecodeBase64, RefusesGarbage) {
  for (std::string_view text : {"Z", "Zg", "Zg=", "Zg==Zg==", "Z===", "####", "Zm9v!", "=Zm9"}) EXPECT_FALSE(DecodeBase64(text)) << text;
}

}  // namespace
}  // namespace aegle

// The JSON shapes of the API, once: the OpenAPI page carries them, and the end-to-end tests check replies against them.
#include "serve/route.h"

namespace aegle {

std::string_view SchemasJson() {
  return R"json({
"Error":{"type":"object","required":["error"],"properties":{"error":{"type":"object","required":["code","message"],"properties":{
  "code":{"type":"string"},"message":{"type":"string"},"place":{"type":"string"},"remedy":{"type":"string"},"type":{"type":"string"}}}}},
"Status":{"type":"object","required":["version","store"],"properties":{"version":{"type":"string"},
  "chat":{"anyOf":[{"$ref":"#/components/schemas/Model"},{"type":"null"}]},"embed":{"anyOf":[{"$ref":"#/components/schemas/Model"},{"type":"null"}]},
  "store":{"type":"object","properties":{"patients":{"type":"integer"},"documents":{"type":"integer"},"facts":{"type":"integer"}}}}},
"Model":{"type":"object","required":["name","ready"],"properties":{"name":{"type":"string"},"description":{"type":"string"},"ready":{"type":"boolean"},
  "context":{"type":"integer"},"remote":{"type":"boolean"}}},
"Health":{"type":"object","required":["status","controls"],"properties":{"status":{"enum":["ok","degraded"]},"controls":{"type":"array","items":{"type":"object",
  "required":["name","ok"],"properties":{"name":{"type":"string"},"ok":{"type":"boolean"},"detail":{"type":"string"}}}}}},
"Patient":{"type":"object","required":["id","name","gender"],"properties":{"id":{"type":"string"},"name":{"type":"string"},"identifier":{"type":"string"},
  "birth_date":{"type":"string"},"age":{"type":["integer","null"]},"gender":{"enum":["male","female","other","unknown"]},"deceased":{"type":"boolean"},
  "deceased_date":{"type":"string"},"facts":{"type":"integer"},"documents":{"type":"integer"},"first":{"type":"string"},"last":{"type":"string"}}},
"PatientList":{"type":"object","required":["total","patients"],"properties":{"total":{"type":"integer"},"patients":{"type":"array","items":{"$ref":"#/components/schemas/Patient"}}}},
"PatientDetail":{"allOf":[{"$ref":"#/components/schemas/Patient"},{"type":"object","required":["problems","allergies","medications"],"properties":{
  "problems":{"type":"array","items":{"$ref":"#/components/schemas/Fact"}},"allergies":{"type":"array","items":{"$ref":"#/components/schemas/Fact"}},
  "medications":{"type":"array","items":{"$ref":"#/components/schemas/Fact"}}}}]},
"Fact":{"type":"object","required":["id","kind","name","source"],"properties":{"id":{"type":"string"},"patient":{"type":"string"},"kind":{"type":"string"},
  "name":{"type":"string"},"code":{"type":"object","properties":{"system":{"type":"string"},"code":{"type":"string"},"display":{"type":"string"}}},
  "value":{"type":"string"},"number":{"type":["number","null"]},"unit":{"type":"string"},"reference":{"type":"string"},"interpretation":{"type":"string"},
  "start":{"type":"string"},"end":{"type":"string"},"start_ms":{"type":["integer","null"]},"end_ms":{"type":["integer","null"]},"status":{"type":"string"},"assertion":{"type":"string"},"category":{"type":"string"},
  "text":{"type":"string"},"section":{"type":"string"},"resource":{"type":"string"},"superseded":{"type":"boolean"},
  "source":{"type":"object","required":["document","begin","end"],"properties":{"document":{"type":"string"},"begin":{"type":"integer"},"end":{"type":"integer"}}}}},
"Timeline":{"type":"object","required":["kinds","names","fact","kind","name","start_ms","end_ms","value","interpretation","status"],"properties":{
  "kinds":{"type":"array","items":{"type":"string"}},"names":{"type":"array","items":{"type":"string"}},"fact":{"type":"array","items":{"type":"integer"}},
  "kind":{"type":"array","items":{"type":"integer"}},"name":{"type":"array","items":{"type":"integer"}},"start_ms":{"type":"array","items":{"type":["integer","null"]}},
  "end_ms":{"type":"array","items":{"type":["integer","null"]}},"value":{"type":"array","items":{"type":"string"}},
  "interpretation":{"type":"array","items":{"type":"string"}},"status":{"type":"array","items":{"type":"string"}}}},
"Series":{"type":"object","required":["code","name","points"],"properties":{"code":{"type":"string"},"name":{"type":"string"},"unit":{"type":"string"},
  "points":{"type":"array","items":{"type":"object","required":["fact","t_ms","value"],"properties":{"fact":{"type":"string"},"t_ms":{"type":"integer"},
  "value":{"type":"number"},"text":{"type":"string"},"low":{"type":["number","null"]},"high":{"type":["number","null"]},"interpretation":{"type":"string"}}}}}},
"SeriesList":{"type":"object","required":["series"],"properties":{"series":{"type":"array","items":{"type":"object","properties":{"code":{"type":"string"},
  "name":{"type":"string"},"unit":{"type":"string"},"count":{"type":"integer"},"last":{"type":"string"},"last_ms":{"type":"integer"}}}}}},
"SearchHits":{"type":"object","required":["hits"],"properties":{"hits":{"type":"array","items":{"type":"object","properties":{"fact":{"type":["string","null"]},
  "document":{"type":"string"},"begin":{"type":"integer"},"end":{"type":"integer"},"score":{"type":"number"},"snippet":{"type":"string"}}}}}},
"Document":{"type":"object","required":["id","name","format","bytes"],"properties":{"id":{"type":"string"},"name":{"type":"string"},"format":{"type":"string"},
  "media_type":{"type":"string"},"encoding":{"type":"string"},"bytes":{"type":"integer"},"sha256":{"type":"string"},"imported_ms":{"type":"integer"},
  "source":{"type":"string"},"ledger":{"$ref":"#/components/schemas/Ledger"}}},
"DocumentList":{"type":"object","required":["documents"],"properties":{"documents":{"type":"array","items":{"$ref":"#/components/schemas/Document"}}}},
"Bytes":{"type":"object","required":["begin","end","total","before","text","after"],"properties":{"begin":{"type":"integer"},"end":{"type":"integer"},
  "total":{"type":"integer"},"before":{"type":"string"},"text":{"type":"string"},"after":{"type":"string"}}},
"Ledger":{"type":"object","required":["format","in","kept","kept_as_document","refused","facts","by_type","lines"],"properties":{"format":{"type":"string"},
  "in":{"type":"integer"},"kept":{"type":"integer"},"kept_as_document":{"type":"integer"},"refused":{"type":"integer"},"facts":{"type":"integer"},
  "bytes":{"type":"integer"},"by_type":{"type":"object"},"lines":{"type":"array"},"lines_left_out":{"type":"integer"}}},
"ImportDone":{"type":"object","required":["document","ledger","counts"],"properties":{"document":{"type":"string"},"ledger":{"$ref":"#/components/schemas/Ledger"},
  "counts":{"type":"object"}}},
"Progress":{"type":"object","properties":{"stage":{"type":"string"},"done":{"type":"integer"},"total":{"type":"integer"},"unit":{"type":"string"}}},
"TaskList":{"type":"object","required":["tasks"],"properties":{"tasks":{"type":"array","items":{"type":"object","required":["name","description"],"properties":{
  "name":{"type":"string"},"description":{"type":"string"},"needs_question":{"type":"boolean"}}}}}},
"TaskRequest":{"type":"object","properties":{"language":{"enum":["en","ko"]},"use_model":{"type":"boolean"},"question":{"type":"string"},"seed":{"type":"integer"},
  "as_of":{"type":"string"}}},
"Claim":{"type":"object","required":["text","cites","verdict"],"properties":{"text":{"type":"string"},"cites":{"type":"array","items":{"type":"string"}},
  "verdict":{"enum":["floor","supported","corrected","struck"]},"by_model":{"type":"boolean"},"replaced":{"type":"string"},"why":{"type":"array","items":{"type":"object"}}}},
"ClaimEvent":{"type":"object","required":["section","index","claim"],"properties":{"section":{"type":"integer"},"index":{"type":"integer"},"claim":{"$ref":"#/components/schemas/Claim"}}},
"Answer":{"type":"object","required":["task","language","sections","evidence","state"],"properties":{"id":{"type":["string","null"]},"patient":{"type":"string"},
  "task":{"type":"string"},"question":{"type":"string"},"language":{"enum":["en","ko"]},"created_ms":{"type":"integer"},"as_of":{"type":"string"},
  "state":{"enum":["draft","reviewed","signed","exported"]},"not_in_record":{"type":"boolean"},"sections":{"type":"array","items":{"type":"object",
  "required":["id","title","claims"],"properties":{"id":{"type":"string"},"title":{"type":"string"},"claims":{"type":"array","items":{"$ref":"#/components/schemas/Claim"}}}}},
  "evidence":{"type":"array","items":{"type":"object","required":["label","text"]}},"left_out":{"type":"array"},"model":{"type":"object"}}},
"AnswerList":{"type":"object","required":["answers"],"properties":{"answers":{"type":"array","items":{"type":"object"}}}},
"OpenAi":{"type":"object","description":"As the OpenAI API defines it."}
})json";
}

}  // namespace aegle

/* JSON-LD to quads: the official contexts are what we built in, the published vectors come out byte for byte, every feature means what the
 * recommendation says, and whatever would be lost is refused by name. */
#include "openbadges.h"
#include "core/openbadges/jcs.h"

#define XSD "http://www.w3.org/2001/XMLSchema#"
#define RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

static void official_contexts(void **state)
{
    static const struct { const char *file, *iri; } files[] = {
        { "w3c-credentials-v1.jsonld", BDG_CONTEXT_VC_V1 }, { "w3c-credentials-v2.jsonld", BDG_CONTEXT_VC_V2 },
        { "ob-v3p0-context.json", "https://purl.imsglobal.org/spec/ob/v3p0/context.json" },
        { "ob-v3p0-context-3.0.1.json", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json" },
        { "ob-v3p0-context-3.0.2.json", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json" },
        { "ob-v3p0-context-3.0.3.json", BDG_CONTEXT_OB_303 }, { "ob-v3p0-extensions.json", BDG_CONTEXT_OB_EXTENSIONS },
        { "clr-v2p0-2.0.1.json", BDG_CONTEXT_CLR },
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        json_t *official = shared_json(apr_pstrcat(*state, "contexts/", files[i].file, NULL), *state);
        const json_t *ours = bdg_contexts_document(known_contexts(), files[i].iri);
        assert_non_null(ours);
        if (official && !json_equal(official, (json_t *)(uintptr_t)ours))
            fail_msg("%s is not what was built in as %s", files[i].file, files[i].iri);
    }
    int n = 0;
    while (bdg_contexts_iri(known_contexts(), n))
        n++;
    assert_int_equal(n, 19);
    assert_null(bdg_contexts_document(known_contexts(), "https://example.org/"));
}

static void published_vector(void **state)
{
    json_t *vector = shared_json("ob3-test-vectors/1edtech-eddsa-rdfc-2022.json", *state);
    const char *want = shared_text("ob3-test-vectors/document-canon.txt", *state), *got = NULL;
    if (!vector || !want)
        skip();
    assert_ok(canonical(&got, json_object_get(vector, "credential"), NULL, *state));
    assert_string_equal(got, want);
    bdg_jsonld_t how = { .context = json_object_get(json_object_get(vector, "credential"), "@context") };
    assert_ok(canonical(&got, json_object_get(vector, "proofOptions"), &how, *state));
    assert_string_equal(got, shared_text("ob3-test-vectors/proof-canon.txt", *state));
}

/* What stands in a document and what it says, in any order and with any names for blank nodes. */
static void meanings(void **state)
{
    static const struct { const char *doc, *quads; } cases[] = {
        /* plain, native, typed and tagged values */
        { "{'@context':{'@vocab':'http://v/'},'@id':'http://s','a':'x','b':1,'c':2.5,'d':true,'e':false,'f':null,'g':[],'h':['y','y',null,['z']]}",
          "<http://s> <http://v/a> \"x\" .\n<http://s> <http://v/b> \"1\"^^<" XSD "integer> .\n<http://s> <http://v/c> \"2.5E0\"^^<" XSD "double> .\n"
          "<http://s> <http://v/d> \"true\"^^<" XSD "boolean> .\n<http://s> <http://v/e> \"false\"^^<" XSD "boolean> .\n"
          "<http://s> <http://v/h> \"y\" .\n<http://s> <http://v/h> \"z\" .\n" },
        { "{'@context':{'@vocab':'http://v/'},'@id':'http://s','a':5.0,'b':-0.0,'c':1e21,'d':0.001,'e':-12345.678,'f':1e300}",
          "<http://s> <http://v/a> \"5\"^^<" XSD "integer> .\n<http://s> <http://v/b> \"0\"^^<" XSD "integer> .\n<http://s> <http://v/c> \"1.0E21\"^^<" XSD "double> .\n"
          "<http://s> <http://v/d> \"1.0E-3\"^^<" XSD "double> .\n<http://s> <http://v/e> \"-1.2345678E4\"^^<" XSD "double> .\n<http://s> <http://v/f> \"1.0E300\"^^<" XSD "double> .\n" },
        { "{'@context':{'a':{'@id':'http://v/a','@type':'" XSD "double'},'b':{'@id':'http://v/b','@type':'http://t/x'},'c':{'@id':'http://v/c','@type':'" XSD "string'}},"
          "'@id':'http://s','a':3,'b':[4,4.5,true,'q'],'c':'r'}",
          "<http://s> <http://v/a> \"3.0E0\"^^<" XSD "double> .\n<http://s> <http://v/b> \"4\"^^<http://t/x> .\n<http://s> <http://v/b> \"4.5E0\"^^<http://t/x> .\n"
          "<http://s> <http://v/b> \"q\"^^<http://t/x> .\n<http://s> <http://v/b> \"true\"^^<http://t/x> .\n<http://s> <http://v/c> \"r\" .\n" },
        { "{'@context':{'@vocab':'http://v/','@language':'EN'},'@id':'http://s','a':'x','b':{'@value':'y','@language':'cy-GB'},'c':{'@value':'z'},"
          "'d':{'@value':'1','@type':'http://t/n'},'e':{'@value':7}}",
          "<http://s> <http://v/a> \"x\"@en .\n<http://s> <http://v/b> \"y\"@cy-gb .\n<http://s> <http://v/c> \"z\" .\n<http://s> <http://v/d> \"1\"^^<http://t/n> .\n"
          "<http://s> <http://v/e> \"7\"^^<" XSD "integer> .\n" },
        { "{'@context':{'@language':'de','a':{'@id':'http://v/a','@language':null},'m':{'@id':'http://v/m','@container':'@language'}},'@id':'http://s','a':'x',"
          "'m':{'en':'one','cy':['un',null],'@none':'1'}}",
          "<http://s> <http://v/a> \"x\" .\n<http://s> <http://v/m> \"1\" .\n<http://s> <http://v/m> \"one\"@en .\n<http://s> <http://v/m> \"un\"@cy .\n" },
        { "{'@context':{'j':{'@id':'http://v/j','@type':'@json'}},'@id':'http://s','j':[{'b':1.50,'a':['\\u20ac',null,true,1e21]}]}",
          "<http://s> <http://v/j> \"[{\\\"a\\\":[\\\"\xe2\x82\xac\\\",null,true,1e+21],\\\"b\\\":1.5}]\"^^<" RDF "JSON> .\n" },
        { "{'@context':{'@vocab':'http://v/'},'@id':'http://s','j':{'@type':'@json','@value':null}}", "<http://s> <http://v/j> \"null\"^^<" RDF "JSON> .\n" },
        /* addresses: aliases, prefixes, coercion, blank nodes */
        { "{'@context':{'id':'@id','type':'@type','ex':'http://v/','T':'ex:T','r':{'@id':'ex:r','@type':'@id'},'v':{'@id':'ex:v','@type':'@vocab'}},"
          "'id':'ex:s','type':['T','ex:U'],'r':['ex:o','urn:x:1'],'v':'T','ex:w':'text','un:known':'abs'}",
          "<http://v/s> <" RDF "type> <http://v/T> .\n<http://v/s> <" RDF "type> <http://v/U> .\n<http://v/s> <http://v/r> <http://v/o> .\n<http://v/s> <http://v/r> <urn:x:1> .\n"
          "<http://v/s> <http://v/v> <http://v/T> .\n<http://v/s> <http://v/w> \"text\" .\n<http://v/s> <un:known> \"abs\" .\n" },
        { "{'@context':{'@vocab':'http://v/'},'@id':'_:x','a':{'@id':'_:y','b':{'@id':'_:x'}}}", "_:c14n0 <http://v/b> _:c14n1 .\n_:c14n1 <http://v/a> _:c14n0 .\n" },
        { "{'@context':{'@vocab':'http://v/'},'@id':'http://s','a':{}}", "<http://s> <http://v/a> _:c14n0 .\n" },
        { "{'@context':{'p':{'@id':'http://v/p#','@prefix':true},'q':{'@id':'http://v/q#'}},'@id':'http://s','p:a':1,'q:a':2}",
          "<http://s> <http://v/p#a> \"1\"^^<" XSD "integer> .\n<http://s> <q:a> \"2\"^^<" XSD "integer> .\n" },
        /* lists and sets */
        { "{'@context':{'l':{'@id':'http://v/l','@container':'@list'}},'@id':'http://s','l':['a']}",
          "<http://s> <http://v/l> _:c14n0 .\n_:c14n0 <" RDF "first> \"a\" .\n_:c14n0 <" RDF "rest> <" RDF "nil> .\n" },
        { "{'@context':{'l':{'@id':'http://v/l','@container':'@list'}},'@id':'http://s','l':[]}", "<http://s> <http://v/l> <" RDF "nil> .\n" },
        { "{'@context':{'@vocab':'http://v/'},'@id':'http://s','l':{'@list':[['a'],[]]}}",
          "<http://s> <http://v/l> _:c14n0 .\n_:c14n0 <" RDF "first> _:c14n2 .\n_:c14n0 <" RDF "rest> _:c14n1 .\n_:c14n1 <" RDF "first> <" RDF "nil> .\n"
          "_:c14n1 <" RDF "rest> <" RDF "nil> .\n_:c14n2 <" RDF "first> \"a\" .\n_:c14n2 <" RDF "rest> <" RDF "nil> .\n" },
        { "{'@context':{'l':{'@id':'http://v/l','@container':'@list'}},'@id':'http://s','l':{'@list':['a']}}",
          "<http://s> <http://v/l> _:c14n0 .\n_:c14n0 <" RDF "first> \"a\" .\n_:c14n0 <" RDF "rest> <" RDF "nil> .\n" },
        { "{'@context':{'@vocab':'http://v/'},'@id':'http://s','a':{'@set':['x',{'@value':'y'}]}}", "<http://s> <http://v/a> \"x\" .\n<http://s> <http://v/a> \"y\" .\n" },
        /* graphs */
        { "{'@context':{'@vocab':'http://v/','g':{'@id':'http://v/g','@container':'@graph'}},'@id':'http://s','g':{'@id':'http://i','a':'x'}}",
          "<http://i> <http://v/a> \"x\" _:c14n0 .\n<http://s> <http://v/g> _:c14n0 .\n" },
        /* contexts: scoped by type (not for nested nodes) and by property (for them too), null, in the document, lists of them */
        { "{'@context':{'type':'@type','id':'@id','T':{'@id':'http://v/T','@context':{'a':'http://v/a','n':'http://v/n'}},'a':'http://v/outer'},"
          "'id':'http://s','type':'T','a':'x','n':{'id':'http://n','a':'y'}}",
          "<http://n> <http://v/outer> \"y\" .\n<http://s> <" RDF "type> <http://v/T> .\n<http://s> <http://v/a> \"x\" .\n<http://s> <http://v/n> <http://n> .\n" },
        { "{'@context':{'p':{'@id':'http://v/p','@context':{'a':'http://v/in'}},'a':'http://v/out'},'@id':'http://s','a':'x','p':{'@id':'http://n','a':'y','p':{'@id':'http://m','a':'z'}}}",
          "<http://m> <http://v/in> \"z\" .\n<http://n> <http://v/in> \"y\" .\n<http://n> <http://v/p> <http://m> .\n<http://s> <http://v/out> \"x\" .\n<http://s> <http://v/p> <http://n> .\n" },
        { "{'@context':[{'a':'http://v/1'},{'a':'http://v/2'}],'@id':'http://s','a':'x','http://v/n':{'@context':[null,{'a':'http://v/3'}],'@id':'http://n','a':'y'}}",
          "<http://n> <http://v/3> \"y\" .\n<http://s> <http://v/2> \"x\" .\n<http://s> <http://v/n> <http://n> .\n" },
        { "{'@context':{'@vocab':'http://v/','type':'@type','A':{'@id':'http://v/A','@context':{'x':'http://a/'}},'B':{'@id':'http://v/B','@context':{'x':'http://b/'}}},"
          "'@id':'http://s','type':['B','A'],'x':'1'}",
          "<http://s> <" RDF "type> <http://v/A> .\n<http://s> <" RDF "type> <http://v/B> .\n<http://s> <http://b/> \"1\" .\n" },
        { "{'@context':['https://www.w3.org/ns/credentials/v2',{'@protected':true,'name':'https://schema.org/name'}],'id':'urn:a:b','name':'n'}", "<urn:a:b> <https://schema.org/name> \"n\" .\n" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *doc = apr_pstrdup(*state, cases[i].doc);
        const char *got = NULL;
        for (char *p = doc; *p; p++)
            if (*p == '\'')
                *p = '"';
        bdg_err_t *err = canonical(&got, parsed(doc, *state), NULL, *state);
        if (err)
            fail_msg("%s: %s", doc, err->message);
        const char *want = cases[i].quads;
        bdg_quads_t *quads;
        bdg_buf_t *text = bdg_buf_make(1 << 20, *state);
        assert_ok(bdg_nquads_parse(&quads, want, strlen(want), 100, *state));
        assert_ok(bdg_rdfc_canon(text, quads, BDG_RDFC_SHA256, NULL, *state));
        if (strcmp(got, text->len ? text->data : ""))
            fail_msg("%s:\n%sinstead of\n%s", doc, got, want);
    }
}

static void refusals(void **state)
{
    static const struct { const char *doc; bdg_code_e code; const char *says; } cases[] = {
        { "[]", BDG_E_INVALID, "not a JSON object" },
        { "{'@id':'http://s','a':'x'}", BDG_E_INVALID, "no @context" },
        { "{'@context':'https://example.org/mine','@id':'http://s'}", BDG_E_UNSUPPORTED, "https://example.org/mine" },
        { "{'@context':{'a':{'@id':'http://v/a','@context':'https://example.org/in'}},'a':1}", BDG_E_UNSUPPORTED, "https://example.org/in" },
        { "{'@context':{'a':'http://v/a'},'a':{'a':{'b':'x'}}}", BDG_E_INVALID, "a.a.b means nothing" },
        { "{'@context':{'a':'http://v/a'},'a':[[{'b':'x'}]]}", BDG_E_INVALID, "a.b means nothing" },
        { "{'@context':{'a':'http://v/a'},'a':'x','b':null}", BDG_E_INVALID, "b means nothing" },
        { "{'@context':{'a':null,'c':'http://v/c'},'a':'x','c':1}", BDG_E_INVALID, "a means nothing" },
        { "{'@context':{'@vocab':'http://v/'},'@id':'rel/ative','a':1}", BDG_E_INVALID, "@id is not a complete address: \"rel/ative\"" },
        { "{'@context':{'@vocab':'http://v/'},'@id':'http://a b','a':1}", BDG_E_INVALID, "not a complete address" },
        { "{'@context':{'@vocab':'http://v/'},'@id':null,'a':1}", BDG_E_INVALID, "@id is not an address" },
        { "{'@context':{'@vocab':'http://v/'},'@id':['http://s'],'a':1}", BDG_E_INVALID, "@id is not an address" },
        { "{'@context':{'@vocab':'http://v/','id':'@id'},'@id':'http://s','id':'http://s','a':1}", BDG_E_INVALID, "two ids" },
        { "{'@context':{'r':{'@id':'http://v/r','@type':'@id'}},'r':'here'}", BDG_E_INVALID, "r is not a complete address: \"here\"" },
        { "{'@context':{'a':'http://v/a'},'@type':'Thing','a':1}", BDG_E_INVALID, "\"Thing\"" },
        { "{'@context':{'a':'http://v/a'},'@type':7,'a':1}", BDG_E_INVALID, "@type is not the name of a type" },
        { "{'@context':{'a':'http://v/a'},'@id':'http://s'}", BDG_E_INVALID, "says nothing" },
        { "{'@context':{'a':'http://v/a'}}", BDG_E_INVALID, "says nothing" },
        { "{'@context':{'a':'http://v/a'},'@id':'http://s','a':null}", BDG_E_INVALID, "says nothing" },
        { "{'@context':{'@vocab':'http://v/'},'@value':'x'}", BDG_E_UNSUPPORTED, "@value" },
        { "{'@context':{'@vocab':'http://v/'},'@graph':[{'@id':'http://s','a':1}]}", BDG_E_UNSUPPORTED, "@graph" },
        { "{'@context':{'@vocab':'http://v/'},'a':{'@reverse':{'b':{'@id':'http://s'}}}}", BDG_E_UNSUPPORTED, "@reverse" },
        { "{'@context':{'@vocab':'http://v/'},'a':{'@value':'x','@index':'1'}}", BDG_E_INVALID, "a is not a value" },
        { "{'@context':{'@vocab':'http://v/'},'a':{'@value':'x','@direction':'rtl'}}", BDG_E_INVALID, "a is not a value" },
        { "{'@context':{'@vocab':'http://v/'},'a':{'@value':null}}", BDG_E_INVALID, "a is not a value" },
        { "{'@context':{'@vocab':'http://v/'},'a':{'@value':['x']}}", BDG_E_INVALID, "a is not a value" },
        { "{'@context':{'@vocab':'http://v/'},'a':{'@value':1,'@language':'en'}}", BDG_E_INVALID, "a is not a value" },
        { "{'@context':{'@vocab':'http://v/'},'a':{'@value':'x','@language':'e n'}}", BDG_E_INVALID, "a is not a value" },
        { "{'@context':{'@vocab':'http://v/'},'a':{'@value':'x','@type':'_:b'}}", BDG_E_INVALID, "no context defines" },
        { "{'@context':{'@vocab':'http://v/'},'a':{'@value':'x','b':'y'}}", BDG_E_INVALID, "a is not a value" },
        { "{'@context':{'@vocab':'http://v/'},'a':{'@list':['x'],'b':'y'}}", BDG_E_INVALID, "a is not a list" },
        { "{'@context':{'@vocab':'http://v/'},'a':9007199254740993}", BDG_E_INVALID, "a is a number that is too large" },
        { "{'@context':{'@vocab':'http://v/'},'a':1e20}", BDG_E_INVALID, "a is a number that is too large" },
        { "{'@context':{'@vocab':'http://v/'},'_:p':1}", BDG_E_INVALID, "without a name" },
        { "{'@context':{'g':{'@id':'http://v/g','@container':'@graph'}},'g':'x'}", BDG_E_INVALID, "g must be an object" },
        { "{'@context':{'g':{'@id':'http://v/g','@container':'@graph'}},'g':{'@id':'http://s'}}", BDG_E_INVALID, "g says nothing" },
        { "{'@context':{'m':{'@id':'http://v/m','@container':'@language'}},'m':{'no language':'x'}}", BDG_E_INVALID, "no language" },
        { "{'@context':{'m':{'@id':'http://v/m','@container':'@language'}},'m':{'en':1}}", BDG_E_INVALID, "m is not a value" },
        /* contexts */
        { "{'@context':5,'a':1}", BDG_E_INVALID, "@context" },
        { "{'@context':[[{}]],'a':1}", BDG_E_INVALID, "list within a list" },
        { "{'@context':{'@base':'http://b/'},'a':1}", BDG_E_UNSUPPORTED, "@base" },
        { "{'@context':{'@import':'https://www.w3.org/ns/credentials/v2'},'a':1}", BDG_E_UNSUPPORTED, "@import" },
        { "{'@context':{'@version':1.0},'a':1}", BDG_E_INVALID, "@version" },
        { "{'@context':{'@vocab':'rel'},'a':1}", BDG_E_INVALID, "@vocab" },
        { "{'@context':{'a':{'@reverse':'http://v/a'}},'a':1}", BDG_E_UNSUPPORTED, "@reverse" },
        { "{'@context':{'a':{'@id':'http://v/a','@container':'@index'}},'a':1}", BDG_E_UNSUPPORTED, "@container" },
        { "{'@context':{'a':{'@id':'http://v/a','@container':['@set','@list']}},'a':1}", BDG_E_INVALID, "\"a\"" },
        { "{'@context':{'a':'b','b':'a'},'a':1}", BDG_E_INVALID, "by itself" },
        { "{'@context':{'a':'rel'},'a':1}", BDG_E_INVALID, "\"a\"" },
        { "{'@context':{'a':'@context'},'a':1}", BDG_E_INVALID, "\"a\"" },
        { "{'@context':{'a':'@unheardOf'},'a':1}", BDG_E_INVALID, "\"a\"" },
        { "{'@context':{'@id':'http://v/a'},'a':1}", BDG_E_UNSUPPORTED, "@id" },
        { "{'@context':{'a:b':'http://v/a'},'a:b':1}", BDG_E_INVALID, "\"a:b\"" },
        { "{'@context':['https://www.w3.org/ns/credentials/v2',{'name':'http://v/other'}],'name':1}", BDG_E_INVALID, "\"name\" another meaning, which is protected" },
        { "{'@context':['https://www.w3.org/ns/credentials/v2',null,{'name':'http://v/other'}],'name':1}", BDG_E_INVALID, "protected" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *doc = apr_pstrdup(*state, cases[i].doc);
        const char *got = NULL;
        for (char *p = doc; *p; p++)
            if (*p == '\'')
                *p = '"';
        bdg_err_t *err = canonical(&got, parsed(doc, *state), NULL, *state);
        if (!err)
            fail_msg("%s came back fine: %s", doc, got);
        if (err->code != cases[i].code || !strstr(err->message, cases[i].says))
            fail_msg("%s: %s: %s", doc, bdg_code_name(err->code), err->message);
        bdg_err_clear(err);
    }
}

/* Each of these would be a way to wear the server down. */
static void caps(void **state)
{
    const char *got = NULL;
    json_t *vocab = parsed("{\"@vocab\":\"http://v/\"}", *state), *doc = bdg_json_object(*state), *list = json_array(), *deep = json_object();
    bdg_json_set(doc, "@context", json_incref(vocab));
    bdg_json_set(doc, "a", list);
    for (int i = 0; i < 20; i++)
        bdg_json_add(list, json_integer(i));
    bdg_jsonld_t how = { .max = 10 };
    assert_err(canonical(&got, doc, &how, *state), BDG_E_TOO_LARGE, NULL);
    for (int i = 0; i < 300; i++) {
        json_t *outer = json_object();
        bdg_json_set(outer, "d", deep);
        deep = outer;
    }
    bdg_json_set(doc, "a", deep);
    assert_err(canonical(&got, doc, NULL, *state), BDG_E_TOO_LARGE, "levels deep");
    json_t *many = json_array();
    for (int i = 0; i < 1000; i++)
        bdg_json_add(many, json_string(BDG_CONTEXT_VC_V2));
    bdg_json_set(doc, "a", json_integer(1));
    bdg_json_set(doc, "@context", many);
    assert_err(canonical(&got, doc, NULL, *state), BDG_E_TOO_LARGE, "context");
    json_t *long_prefix = json_object(), *uses = json_object();
    char *iri = apr_palloc(*state, 4001);
    memset(iri, 'x', 4000);
    memcpy(iri, "http://", 7);
    iri[3999] = '/';
    iri[4000] = 0;
    bdg_json_set(long_prefix, "p", json_string(iri));
    for (int i = 0; i < 5000; i++)
        bdg_json_set(uses, apr_psprintf(*state, "p:%d", i), json_integer(i));
    bdg_json_set(uses, "@context", long_prefix);
    assert_err(canonical(&got, bdg_json_own(uses, *state), NULL, *state), BDG_E_TOO_LARGE, "Written out");
}

static void jcs(void **state)
{
    static const struct { const char *in, *out; } cases[] = {
        { "[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001]", "[333333333.3333333,1e+30,4.5,0.002,1e-27]" },
        { "[5e-324, -5e-324, 1.7976931348623157e308, 9007199254740992.0, 295147905179352830000.0, 9.999999999999997e22, -0.0, 1e21, 123456789012345680000.0]",
          "[5e-324,-5e-324,1.7976931348623157e+308,9007199254740992,295147905179352830000,9.999999999999997e+22,0,1e+21,123456789012345680000]" },
        { "{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\\u0080\":6,\"\\u00f6\":7}",
          "{\"\\r\":2,\"1\":4,\"\xc2\x80\":6,\"\xc3\xb6\":7,\"\xe2\x82\xac\":1,\"\xf0\x9f\x98\x80\":5,\"\xef\xac\xb3\":3}" },
        { "[\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\\b\\t\\f\\u007f\"]", "[\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\\b\\t\\f\x7f\"]" },
        { "[ true , false, null, {}, [] , -5]", "[true,false,null,{},[],-5]" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bdg_buf_t *out = bdg_buf_make(1000, *state);
        assert_ok(bdg_jcs_write(out, parsed(cases[i].in, *state), *state));
        assert_string_equal(out->data, cases[i].out);
    }
    assert_err(bdg_jcs_write(bdg_buf_make(100, *state), parsed("[-9007199254740992]", *state), *state), BDG_E_INVALID, "too large");
    assert_err(bdg_jcs_write(bdg_buf_make(3, *state), parsed("[1,2,3]", *state), *state), BDG_E_TOO_LARGE, NULL);
    assert_true(bdg_jcs_order("a", "b") < 0 && bdg_jcs_order("", "a") < 0 && bdg_jcs_order("a", "a") == 0 && bdg_jcs_order("\xef\xbd\x8f", "\xf0\x9f\x98\x80") > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { pooled_test(official_contexts), pooled_test(published_vector), pooled_test(meanings), pooled_test(refusals), pooled_test(caps),
                                        pooled_test(jcs) };
    return unit_main(tests);
}

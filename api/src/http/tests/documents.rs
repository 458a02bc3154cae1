//! Documents that would cost too much, each at its bound and one past it.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use serde_json::json;

use super::{Door, post};

/// A document in which every fragment spreads the next one twice, of exactly this many bytes.
fn bomb(bytes: usize) -> String {
    let mut document = "{nested{...a}}".to_owned();
    let mut names = (b'a'..=b'z').map(char::from);
    let mut name = names.next().unwrap();
    let last = |name: char| format!("fragment {name} on Nested{{name}}");
    for next in names {
        let level = format!("fragment {name} on Nested{{...{next} ...{next}}}");
        if document.len() + level.len() + last(next).len() > bytes {
            break;
        }
        document.push_str(&level);
        name = next;
    }
    document.push_str(&last(name));
    format!("{document:bytes$}")
}

/// The same with eight spreads a fragment and fields between them.
fn wide_bomb(bytes: usize) -> String {
    let mut document = "{nested{...a}}".to_owned();
    let last = |name: char| format!("fragment {name} on Nested{{name}}");
    let mut name = 'a';
    for next in 'b'..='z' {
        let spreads = format!("below{{...{next}}} ").repeat(8);
        let level = format!("fragment {name} on Nested{{{spreads}}}");
        if document.len() + level.len() + last(next).len() > bytes {
            break;
        }
        document.push_str(&level);
        name = next;
    }
    document.push_str(&last(name));
    format!("{document:bytes$}")
}

async fn refused_at_once(document: &str, code: &str) {
    let door = Door::new();
    let begun = Instant::now();
    let answer = door.query(document).await;
    let took = begun.elapsed();
    answer.is(400, code);
    assert!(took < Duration::from_millis(50), "took {took:?}");
    door.ran_nothing();
}

#[tokio::test]
async fn fragment_bombs_are_refused_within_50_ms() {
    for bytes in [744, 1_557] {
        for document in [bomb(bytes), wide_bomb(bytes)] {
            assert_eq!(document.len(), bytes);
            refused_at_once(&document, "QUERY_TOO_LARGE").await;
        }
    }
}

#[tokio::test]
async fn a_bomb_is_refused_when_no_operation_spreads_it() {
    let document = bomb(744).replace("{nested{...a}}", "mutation{bump}");
    refused_at_once(&document, "GRAPHQL_VALIDATION_FAILED").await;
}

#[tokio::test]
async fn a_chain_of_fragments_is_refused_when_it_makes_31_levels() {
    // The operation and the root field are two levels, each fragment one more.
    let chain = |fragments: usize| {
        let mut document = "{nested{...a1}}".to_owned();
        for level in 1..fragments {
            write!(document, "fragment a{level} on Nested{{...a{}}}", level + 1).unwrap();
        }
        document + &format!("fragment a{fragments} on Nested{{name}}")
    };
    let inside = Door::new().query(&chain(28)).await;
    assert_eq!(inside.json()["data"]["nested"]["name"], "leaf", "{}", inside.text);
    refused_at_once(&chain(29), "QUERY_TOO_DEEP").await;
    refused_at_once(&chain(450), "QUERY_TOO_DEEP").await;
}

#[tokio::test]
async fn fragments_are_refused_when_they_spread_themselves() {
    refused_at_once("{nested{...a}} fragment a on Nested{below{...a}}", "FRAGMENT_CYCLE").await;
    let round = "{nested{...a}} fragment a on Nested{...b} fragment b on Nested{...a}";
    refused_at_once(round, "FRAGMENT_CYCLE").await;
}

#[tokio::test]
async fn fragments_are_refused_when_unused_or_unknown() {
    refused_at_once("{name} fragment a on Nested{name}", "GRAPHQL_VALIDATION_FAILED").await;
    refused_at_once("{name ...b}", "GRAPHQL_VALIDATION_FAILED").await;
    let cycle = "{name} fragment a on Nested{...b} fragment b on Nested{...a}";
    refused_at_once(cycle, "GRAPHQL_VALIDATION_FAILED").await;
}

#[tokio::test]
async fn a_document_runs_when_its_expansion_is_2_000_and_is_refused_at_2_001() {
    // The root field counts 1, each spread of `a` 1 and the field in it 1.
    let document = |more: &str| {
        let spreads = "...a ".repeat(99);
        format!("{{nested{{{more}{spreads}}}}} fragment a on Nested{{{}}}", "name ".repeat(19))
    };
    // 1 + 99 * 20 = 1,981, so 19 more fields come to 2,000.
    let inside = Door::new().query(&document(&"name ".repeat(19))).await;
    assert_ne!(inside.code(), "QUERY_TOO_LARGE", "{}", inside.text);
    refused_at_once(&document(&"name ".repeat(20)), "QUERY_TOO_LARGE").await;
}

#[tokio::test]
async fn root_fields_are_refused_when_there_are_21() {
    let aliases = |count: usize| (0..count).fold(String::new(), |all, n| format!("{all} n{n}: name"));
    let door = Door::new();
    assert_eq!(door.query(&format!("{{{}}}", aliases(20))).await.json()["data"]["n19"], "root");
    refused_at_once(&format!("{{{}}}", aliases(21)), "TOO_MANY_ROOT_FIELDS").await;
    refused_at_once(&format!("{{{}}}", "name ".repeat(21)), "TOO_MANY_ROOT_FIELDS").await;
    let spread = format!("{{n: name ...a ... {{ {} }}}} fragment a on Query{{m: name}}", aliases(19));
    refused_at_once(&spread, "TOO_MANY_ROOT_FIELDS").await;
    let bumps = (0..21).fold(String::new(), |all, n| format!("{all} n{n}: bump"));
    refused_at_once(&format!("mutation {{{bumps}}}"), "TOO_MANY_ROOT_FIELDS").await;
}

#[tokio::test]
async fn ten_thousand_aliases_or_duplicates_are_refused_by_count() {
    let aliases = (0..5_000).fold(String::new(), |all, n| format!("{all} n{n}:name"));
    assert!(aliases.len() < 65_500);
    refused_at_once(&format!("{{{aliases}}}"), "TOO_MANY_TOKENS").await;
    refused_at_once(&format!("{{{}}}", "name ".repeat(10_000)), "TOO_MANY_TOKENS").await;
    let aliases = (0..10_000).fold(String::new(), |all, n| format!("{all} n{n}:name"));
    refused_at_once(&format!("{{{aliases}}}"), "DOCUMENT_TOO_LARGE").await;
}

#[tokio::test]
async fn tokens_are_refused_when_there_are_4_001() {
    // { words ( words : [ ] ) } are nine tokens, each string is one more.
    let document = |strings: usize| format!("{{words(words:[{}])}}", "\"a,#\" ".repeat(strings));
    let inside = Door::new().query(&document(3_991)).await;
    assert_eq!(inside.json()["data"]["words"], 3_991, "{:.200}", inside.text);
    refused_at_once(&document(3_992), "TOO_MANY_TOKENS").await;
    // Two braces, the first name, and two tokens for each spread, white space or not.
    let spreads = |count: usize| format!("{{n{}}}", "...b".repeat(count));
    assert_ne!(Door::new().query(&spreads(1_998)).await.code(), "TOO_MANY_TOKENS");
    refused_at_once(&spreads(1_999), "TOO_MANY_TOKENS").await;
}

#[tokio::test]
async fn a_document_is_refused_when_it_has_one_byte_more_than_64_kib() {
    const BYTES: usize = 64 * 1024;
    let document = |bytes: usize| format!("{{ name }}{}", " ".repeat(bytes - 8));
    assert_eq!(Door::new().query(&document(BYTES)).await.json()["data"]["name"], "root");
    refused_at_once(&document(BYTES + 1), "DOCUMENT_TOO_LARGE").await;
}

#[tokio::test]
async fn a_document_is_refused_when_it_is_11_levels_deep() {
    // The root field is level 1 and the leaf the last one.
    let document = |levels: usize| {
        let below = levels - 2;
        format!("{{nested{}{{name}}{}}}", "{below".repeat(below), "}".repeat(below))
    };
    let door = Door::new();
    assert_eq!(door.query(&document(10)).await.status, 200);
    refused_at_once(&document(11), "QUERY_TOO_DEEP").await;
    refused_at_once(&document(33), "QUERY_TOO_DEEP").await;
    let hidden = "{nested{...a}} fragment a on Nested{below{below{below{below{...b}}}}} \
                  fragment b on Nested{below{below{below{below{below{name}}}}}}";
    refused_at_once(hidden, "QUERY_TOO_DEEP").await;
}

#[tokio::test]
async fn brackets_are_refused_when_65_or_100_000_are_open() {
    let nested = |count: usize| format!("{{words(words:{}{})}}", "[".repeat(count), "]".repeat(count));
    // Two brackets of the document itself are open around the list.
    Door::new().query(&nested(62)).await.is(400, "GRAPHQL_VALIDATION_FAILED");
    refused_at_once(&nested(63), "QUERY_TOO_DEEP").await;
    refused_at_once(&nested(32_000), "QUERY_TOO_DEEP").await;
    refused_at_once(&nested(100_000), "DOCUMENT_TOO_LARGE").await;
    refused_at_once(&"{a".repeat(32_000), "QUERY_TOO_DEEP").await;
    let wanted = format!("query($a:{}Int{}){{name}}", "[".repeat(32_000), "]".repeat(32_000));
    refused_at_once(&wanted, "QUERY_TOO_DEEP").await;
}

#[tokio::test]
async fn brackets_inside_strings_and_comments_are_not_counted() {
    let brackets = "[".repeat(1_000);
    let document = format!(
        "# {brackets}\n{{words(words:[\"{brackets}\\\"{brackets}\" \"\"\"{brackets}\\\"\"\"{brackets}\"\"\"])}}"
    );
    assert_eq!(Door::new().query(&document).await.json()["data"]["words"], 2);
}

#[tokio::test]
async fn directives_are_refused_when_one_place_has_five() {
    let include = |count: usize| format!("{{name{}}}", " @include(if:true)".repeat(count));
    assert_ne!(Door::new().query(&include(4)).await.code(), "TOO_MANY_DIRECTIVES");
    refused_at_once(&include(5), "TOO_MANY_DIRECTIVES").await;
    refused_at_once(&format!("{{name{}}}", " @a".repeat(1_900)), "TOO_MANY_DIRECTIVES").await;
    refused_at_once(&format!("{{name{}}}", "@a".repeat(5_000)), "TOO_MANY_TOKENS").await;
    refused_at_once("query @a @a @a @a @a {name}", "TOO_MANY_DIRECTIVES").await;
    refused_at_once("{... @a @a @a @a @a {name}}", "TOO_MANY_DIRECTIVES").await;
    refused_at_once("{...a @a @a @a @a @a} fragment a on Query{name}", "TOO_MANY_DIRECTIVES").await;
    refused_at_once("{...a} fragment a on Query @a @a @a @a @a{name}", "TOO_MANY_DIRECTIVES").await;
    refused_at_once("query($a:Int @a @a @a @a @a){name}", "TOO_MANY_DIRECTIVES").await;
}

#[tokio::test]
async fn a_document_is_refused_when_it_has_several_operations_or_another_name() {
    refused_at_once("query a{name} mutation b{bump}", "SEVERAL_OPERATIONS").await;
    refused_at_once("{name} {name}", "SEVERAL_OPERATIONS").await;
    let door = Door::new();
    for query in ["mutation a{bump}", "mutation{bump}"] {
        let body = json!({"query": query, "operationName": "other"}).to_string();
        door.body(body).await.is(400, "OPERATION_NOT_FOUND");
    }
    door.ran_nothing();
    let body = json!({"query": "mutation a{bump}", "operationName": "a"}).to_string();
    assert_eq!(door.body(body).await.json()["data"]["bump"], 1);
}

#[tokio::test]
async fn a_subscription_is_refused() {
    refused_at_once("subscription {name}", "SUBSCRIPTION_REFUSED").await;
}

#[tokio::test]
async fn a_parse_error_echoes_at_most_200_bytes() {
    let document = format!("{{ name \"{}\" ]", "花".repeat(10_000));
    let answer = Door::new().query(&document).await;
    answer.is(400, "GRAPHQL_PARSE_FAILED");
    assert!(answer.json()["errors"][0]["message"].as_str().unwrap().len() <= 200);
    assert_eq!(answer.json()["errors"][0]["locations"][0]["line"], 1);
}

#[tokio::test]
async fn a_refused_document_answers_200_when_plain_json_is_wanted() {
    for document in ["{ nam", "{ unknown }", "{ name { below } }", &bomb(744)] {
        let body = json!({"query": document}).to_string();
        let mut request = post().body(body.into()).unwrap();
        request.headers_mut().remove("accept");
        let answer = Door::new().send(request).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert!(answer.json().get("data").is_none());
        Door::new().query(document).await.is(400, &answer.code());
    }
}

#[tokio::test]
async fn an_unknown_field_is_refused_with_a_bounded_text() {
    let name = "x".repeat(10_000);
    let answer = Door::new().query(&format!("mutation {{ bump {name} }}")).await;
    answer.is(400, "GRAPHQL_VALIDATION_FAILED");
}

#[tokio::test]
async fn the_usual_introspection_query_passes() {
    let of_type = "ofType{kind name ".repeat(9) + &"}".repeat(9);
    let document = format!(
        "query IntrospectionQuery{{__schema{{queryType{{name}} types{{...FullType}} \
         directives{{name args{{...InputValue}}}}}}}} \
         fragment FullType on __Type{{kind name fields(includeDeprecated:true){{name args{{...InputValue}} \
         type{{...TypeRef}}}} inputFields{{...InputValue}} interfaces{{...TypeRef}} possibleTypes{{...TypeRef}}}} \
         fragment InputValue on __InputValue{{name type{{...TypeRef}} defaultValue}} \
         fragment TypeRef on __Type{{kind name {of_type}}}"
    );
    let answer = Door::new().query(&document).await;
    assert_eq!(answer.json()["data"]["__schema"]["queryType"]["name"], "Query", "{:.300}", answer.text);
    let deep = format!("{{__schema{{types{{{}name{}}}}}}}", "ofType{".repeat(18), "}".repeat(18));
    refused_at_once(&deep, "QUERY_TOO_DEEP").await;
}

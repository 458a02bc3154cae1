"use strict";

const form = document.getElementById("enrol");
const login = document.getElementById("login");
const password = document.getElementById("password");
const show = document.getElementById("show");
const send = document.getElementById("send");
const told = document.getElementById("told");

/** What follows the # of the link. It is sent in the body alone, so that no log of a server holds it. */
let token = "";

const seconds = (response) => response.headers.get("retry-after") ?? "几";

/** The sentence for each refusal, with its figures; what the server says in other words is shown as it is. */
const sentences = {
  __proto__: null,
  ENROLMENT_UNKNOWN: () => "链接无效：已经用过、已超过 15 分钟，或不完整。请向发出链接的人索取新的链接。",
  LOGIN_TAKEN: () => "这个登录名已有人使用，请换一个。",
  LOGIN_UNUSABLE: () => "登录名不合要求：3 至 32 个字符，以字母开头，只用 a–z、0–9、点、短横线和下划线。",
  PASSWORD_UNUSABLE: (response, message) => {
    const [characters, bytes] = message.match(/\d+/g) ?? [];
    return bytes && `密码不合要求：至少 ${characters} 个字符，至多 ${bytes} 字节，且不得包含登录名。`;
  },
  SIGN_IN_BUSY: (response) => `现在办理的人太多，请 ${seconds(response)} 秒后再试。`,
  SIGN_IN_LOCKED: (response) => `失败次数过多，请 ${seconds(response)} 秒后再试。`,
  SIGN_IN_UNAVAILABLE: (response) => `暂时无法办理，请 ${seconds(response)} 秒后再试。`,
  BODY_TOO_LARGE: () => "填写的内容太长。",
  TIMEOUT: () => "服务器没有及时答复，账户可能已经建立：请先尝试登录。",
};

function say(text, refused) {
  told.textContent = text;
  told.classList.toggle("refused", refused);
  told.setAttribute("role", refused ? "alert" : "status");
  told.hidden = false;
  told.focus();
}

/** Takes the token out of the address, so that neither history nor a glance at the screen keeps it. */
function takeToken() {
  const given = location.hash.slice(1);
  if (given) {
    token = given;
    history.replaceState(null, "", location.pathname);
  }
  form.hidden = !token;
  if (token) {
    told.hidden = true;
    login.focus();
  } else {
    say("链接不完整：请完整打开收到的链接，包括 # 之后的部分。", true);
  }
}

function refusal(response, body) {
  const error = body?.errors?.[0];
  const code = error?.extensions?.code ?? `HTTP ${response.status}`;
  const message = error?.message ?? "";
  const sentence = sentences[code]?.(response, message);
  return sentence || `未能建立账户（${code}）：${message}`;
}

async function enrol() {
  const response = await fetch("enrol", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Muster-Csrf": "1" },
    body: JSON.stringify({ token, login: login.value, password: password.value }),
    cache: "no-store",
    redirect: "error",
  });
  const body = await response.json().catch(() => null);
  if (response.ok) {
    token = "";
    form.hidden = true;
    form.reset();
    say("账户已建立，现在可以用它登录。此链接已失效。若登录后提示没有权限，请联系管理员授予角色。", false);
  } else {
    say(refusal(response, body), true);
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  send.disabled = true;
  try {
    await enrol();
  } catch {
    say("无法连接服务器。请检查网络后再试。", true);
  } finally {
    send.disabled = false;
  }
});

show.addEventListener("change", () => {
  password.type = show.checked ? "text" : "password";
});

window.addEventListener("hashchange", takeToken);
takeToken();

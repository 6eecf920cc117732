//! Answers that hold no verdict: RFC 9457 problems in both languages.
//!
//! 200 is a verdict and everything else is none. So a platform that gets one of these has learnt nothing about the
//! picture; what it does then is its own rule (let it through, or hold it back).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::message::{Filling, Message, Text};
use crate::report::problem;

/// Seconds after which a busy service is worth another try.
const RETRY_SECONDS: HeaderValue = HeaderValue::from_static("1");

/// A kind of answer without a verdict.
#[derive(Debug)]
pub(super) struct Kind {
    /// Stable word for programs.
    pub(super) code: &'static str,
    /// HTTP status.
    pub(super) status: StatusCode,
    /// The sentence.
    pub(super) text: Text,
}

macro_rules! kinds {
    ($($name:ident = $status:ident $code:literal $zh:literal $en:literal;)*) => {
        $(
            #[doc = $en]
            pub(super) static $name: Kind =
                Kind { code: $code, status: StatusCode::$status, text: Text { zh: $zh, en: $en } };
        )*
        /// All kinds.
        #[cfg(test)]
        pub(super) static KINDS: &[&Kind] = &[$(&$name),*];
    };
}

kinds! {
    PARAMETER = BAD_REQUEST "parameter"
        "参数 {name} 不能是 {value}；可以是：{wanted}" "the parameter {name} cannot be {value}; it can be: {wanted}";
    UNKNOWN_PARAMETER = BAD_REQUEST "unknown_parameter"
        "没有名为 {name} 的参数；可以使用：{wanted}" "there is no parameter {name}; there are: {wanted}";
    EMPTY = BAD_REQUEST "empty" "请求中没有图片" "the request holds no picture";
    FORM = BAD_REQUEST "form" "表单无法读取：{why}" "the form cannot be read: {why}";
    FIELD = BAD_REQUEST "field" "表单中应有字段 {wanted}，各一次" "the form must have each of these fields once: {wanted}";
    CUT = BAD_REQUEST "cut" "请求在结束之前中断" "the request broke off before its end";
    TOKEN = UNAUTHORIZED "token"
        "需要令牌：Authorization: Bearer 加令牌" "a token is needed: Authorization: Bearer, then the token";
    FOREIGN = FORBIDDEN "foreign"
        "拒绝来自其他网页的请求；请用 localhost 或 127.0.0.1 打开本服务" "requests of other web pages are refused; open this service as localhost or 127.0.0.1";
    NO_ROUTE = NOT_FOUND "no_route" "没有这个地址；见 /openapi.json" "there is nothing at this address; see /openapi.json";
    METHOD = METHOD_NOT_ALLOWED "method" "此地址不支持该方法；见 /openapi.json" "this address does not take that method; see /openapi.json";
    SLOW = REQUEST_TIMEOUT "slow" "请求没有在 {seconds} 秒内传完" "the request was not complete within {seconds} s";
    LARGE = PAYLOAD_TOO_LARGE "large" "请求超过 {bytes} 字节" "the request is longer than {bytes} bytes";
    BUSY = SERVICE_UNAVAILABLE "busy" "服务繁忙，请稍后重试" "the service is busy; try again";
    STOPPING = SERVICE_UNAVAILABLE "stopping" "服务正在停止" "the service is stopping";
    REFUSED = CONFLICT "refused" "没有写标签：{why}。{remedy}" "no label was written: {why}. {remedy}";
    WRONG = INTERNAL_SERVER_ERROR "wrong"
        "写出的文件经复查不符合要求，没有给出" "the file as written was checked and is not as asked for; it is not given out";
    JOURNAL = SERVICE_UNAVAILABLE "journal"
        "结论没有记录在案：{why}" "the verdict is not on record: {why}";
    NO_JOBS = NOT_FOUND "no_jobs"
        "本服务没有开启任务；启动时需要 --journal、--callback 和 --secret-file" "this service takes no jobs; it was started without --journal, --callback and --secret-file";
    NO_JOB = NOT_FOUND "no_job" "没有这个任务" "there is no such job";
    JOB = BAD_REQUEST "job" "任务无法读取：{why}" "the job cannot be read: {why}";
    SOURCE = BAD_REQUEST "source" "不能从 {url} 取图片：{why}" "no picture can be had from {url}: {why}";
    TIMED_OUT = GATEWAY_TIMEOUT "timed_out" "检查没有在 {seconds} 秒内完成" "the check was not complete within {seconds} s";
    INTERNAL = INTERNAL_SERVER_ERROR "internal" "程序内部错误；没有得出结论" "a bug in the program; there is no verdict";
}

/// One answer without a verdict.
#[derive(Debug)]
pub(super) struct Problem {
    kind: &'static Kind,
    message: Message,
}

impl Kind {
    /// The answer.
    pub(super) fn problem(&'static self) -> Problem {
        Problem { kind: self, message: self.text.message() }
    }

    /// The answer with one hole of its sentence filled.
    pub(super) fn with(&'static self, name: &'static str, value: impl Into<Filling>) -> Problem {
        self.problem().with(name, value)
    }
}

impl Problem {
    /// Fills one more hole.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<Filling>) -> Self {
        self.message = self.message.with(name, value);
        self
    }

    /// The sentence.
    pub(super) fn message(&self) -> &Message {
        &self.message
    }

    /// Stable word for programs.
    #[cfg(test)]
    pub(super) fn code(&self) -> &'static str {
        self.kind.code
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.kind.status;
        let body = problem::write(status.as_u16(), self.kind.code, &self.message);
        let mut response = (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
        let headers = response.headers_mut();
        match status {
            StatusCode::SERVICE_UNAVAILABLE => drop(headers.insert(header::RETRY_AFTER, RETRY_SECONDS)),
            StatusCode::UNAUTHORIZED => {
                drop(headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")));
            }
            _ => {}
        }
        response.extensions_mut().insert(Code(self.kind.code));
        response
    }
}

/// The word for programs, carried along for the log and the counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Code(pub(super) &'static str);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_answer_without_a_verdict_looks_like_one() {
        for kind in KINDS {
            assert!(kind.status.is_client_error() || kind.status.is_server_error(), "{}", kind.code);
        }
    }

    #[test]
    fn who_should_come_again_is_told_when() {
        let response = BUSY.problem().into_response();
        assert_eq!(response.headers()[header::RETRY_AFTER], "1");
        assert!(EMPTY.problem().into_response().headers().get(header::RETRY_AFTER).is_none());
    }
}

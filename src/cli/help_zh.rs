//! The Chinese help, by the path of a command and the id of an argument. `*` stands for every command.

/// What commands do.
pub(super) static COMMANDS: &[(&str, &str)] = &[
    ("", "检查图片的人工智能生成合成内容标识：读出每一种标识，对照标识规则判断，报告缺少或被去除的标识"),
    ("check", "读取并判断图片的标识"),
    ("compare", "比较图片（或文件夹）处理前后的两个版本：哪些标识保留、丢失、减弱或有改动"),
    ("survive", "把带有各种标识的图片各一张交给你的命令处理，看哪些标识留得下来"),
    ("label", "向图片写入平台应添加的传播要素（Label、ContentPropagator、PropagateID），或修复图片的标签"),
    ("rules", "列出全部规则及其级别和条款"),
    ("explain", "解释一条规则：条款、理由、示例、局限和补救办法"),
    ("trust", "列出或更新信任名单：谁可以为 C2PA 签名作保"),
    ("trust/list", "列出使用中的信任名单，及其日期、摘要和证书数"),
    (
        "trust/update",
        "下载 C2PA 官方名单和已冻结的过渡名单，核对后放到位。会连接 raw.githubusercontent.com（发布者存放名单之处）；\
         无法解析的名单，或比现有更旧的名单，不会改动任何东西",
    ),
    ("trust/help", "显示本说明，或某个命令的说明"),
    ("trust/help/list", "列出使用中的信任名单"),
    ("trust/help/update", "更新信任名单"),
    ("trust/help/help", "显示本说明"),
    ("ledger", "管理台账：记下带有标识的图片，找出丢了标识的副本"),
    ("ledger/add", "检查图片，把带有标识的录入台账，连同指纹和一张小灰度图"),
    ("ledger/match", "查找图片：是否录入过，丢了哪些标识。`check --ledger FILE` 在完整报告中给出同样的结论"),
    ("ledger/export", "把全部记录写成 JSON 行，用作备份或导入别的台账"),
    ("ledger/import", "导入这样的文件；已有的记录保持不变"),
    ("ledger/stats", "台账中有多少记录"),
    ("ledger/help", "显示本说明，或某个命令的说明"),
    ("ledger/help/add", "录入图片"),
    ("ledger/help/match", "查找图片"),
    ("ledger/help/export", "导出记录"),
    ("ledger/help/import", "导入记录"),
    ("ledger/help/stats", "台账中有多少记录"),
    ("ledger/help/help", "显示本说明"),
    ("serve", "以 HTTP 提供服务：放在每次上传之前，并附一个供人使用的网页"),
    ("completions", "输出某种 shell 的补全脚本"),
    ("man", "输出手册页（roff 格式）；加 --dir 则为每个命令写一页"),
    ("help", "显示本说明，或某个命令的说明"),
];

/// What arguments mean.
pub(super) static ARGS: &[(&str, &str)] = &[
    ("*/help", "显示说明"),
    ("*/version", "显示版本"),
    ("*/lang", "报告和说明的语言；不指定时按系统语言环境"),
    ("check/paths", "文件、文件夹（含各级子文件夹）、- 表示标准输入、@list.txt 表示清单文件（每行一个路径）"),
    (
        "check/format",
        "报告的格式。plain：给人看；json：只指定一个文件或标准输入时是一个对象，其他情况一律是数组；\
         jsonl：每张图片一行，随查随出；sarif：供代码扫描平台使用",
    ),
    ("check/role", "以什么身份判断；身份决定哪些义务适用"),
    ("check/as_of", "按这一天（YYYY-MM-DD，UTC 零时）或这一时刻（RFC 3339）判断，不用当前时间"),
    ("check/declared", "上传者是否声明内容由 AI 生成；没有询问过就不要写"),
    ("check/jurisdiction", "适用哪里的标识规则"),
    ("check/fail_on", "有不低于这一级别的要求未满足时，退出码为 1（error 错误，warning 警告，never 从不）"),
    ("check/jobs", "同时检查几张图片；默认每个处理器核心一张"),
    ("check/depth", "查多深。metadata：不看像素、不扫描整个文件、不算摘要；full：完整检查；deep：再加耗时的搜索"),
    ("check/digest", "在 metadata 深度也计算 SHA-256"),
    (
        "check/trust_dir",
        "存放信任名单的文件夹（C2PA-TRUST-LIST.pem、C2PA-TSA-TRUST-LIST.pem、interim-anchors.pem、自己的 *.pem）",
    ),
    (
        "check/online",
        "图片只引用而未携带 C2PA 凭证时，联网去取。图片所写的主机会得知此图正在被检查，以及来自哪个网络。\
         只访问公网地址，最多 16 MiB、10 秒；不加此项则从不联网",
    ),
    ("check/c2pa_counts_as_implicit", "把可信的 C2PA AI 声明当作第六条（一）所说的隐式标识"),
    ("check/color", "是否使用颜色（auto 自动，always 总是，never 从不）；颜色只是重复文字已说的内容"),
    ("check/progress", "是否在标准错误显示进度条（auto 自动，always 总是，never 从不）"),
    ("check/quiet", "plain 格式只输出汇总"),
    ("check/output", "把报告写入文件而不是标准输出；写完之前文件名为 FILE.partial"),
    (
        "check/annotate",
        "把每张图片另存一份 PNG 到这个文件夹，框出画面上看到的标识：实线框是标识，虚线框是读不准的，或可能属于画面内容的；\
         双线框是与台账中参考图不同之处",
    ),
    ("check/exit_zero", "无论查到什么退出码都是 0（用法错误和读取错误除外）"),
    ("compare/before", "处理前的图片或文件夹"),
    ("compare/after", "处理后的图片或文件夹；两个文件夹里的图片按文件名对应，扩展名可以不同"),
    (
        "compare/format",
        "plain：给人看；json：两个文件时是一个对象，文件夹时是数组；jsonl：每对一行；sarif：丢失、减弱或未查到的标识，供代码扫描平台使用",
    ),
    ("compare/depth", "查多深。metadata：不看像素；full：完整检查；deep：再加耗时的搜索"),
    ("compare/as_of", "按这一天或这一时刻判断签名，不用当前时间"),
    ("compare/trust_dir", "存放信任名单的文件夹"),
    ("compare/jobs", "同时比较几对；默认每个处理器核心一对"),
    ("compare/color", "是否使用颜色（auto 自动，always 总是，never 从不）"),
    ("compare/progress", "是否在标准错误显示进度条（auto 自动，always 总是，never 从不）"),
    ("compare/output", "把报告写入文件而不是标准输出"),
    ("compare/exit_zero", "无论丢失了什么退出码都是 0（用法错误和读取错误除外）"),
    ("serve/listen", "监听的地址。若其他机器也能访问，必须指定令牌"),
    ("serve/token_file", "存放令牌的文件（一行）；请求须带上 Authorization: Bearer 令牌"),
    ("serve/role", "请求未说明时，以什么身份判断"),
    ("serve/depth", "请求未说明时查多深。metadata：不看像素；full：完整检查；deep：再加耗时的搜索"),
    ("serve/jurisdiction", "适用哪里的标识规则"),
    ("serve/c2pa_counts_as_implicit", "把可信的 C2PA AI 声明视为第六条第（一）项的隐式标识"),
    ("serve/trust_dir", "存放信任名单的文件夹"),
    ("serve/ledger", "在这个台账（`yanbiao ledger`）中查找每张图片；其间新增的记录会跟着读入"),
    ("serve/workers", "同时检查几张图片；默认每个处理器核心一张"),
    ("serve/queue", "允许几张图片排队等待；排满时回答 503"),
    ("serve/max_body", "单个请求最多多少 MiB"),
    ("serve/max_bodies", "手头全部请求最多多少 MiB；达到时回答 503"),
    ("serve/max_pixels", "解码的图片最多多少百万像素；更大的只检查元数据，报告会说明"),
    ("serve/connections", "同时最多多少个连接"),
    ("serve/body_time", "请求须在多少秒内传完"),
    ("serve/check_time", "此后须在多少秒内给出回答"),
    ("serve/journal", "回答之前先把每个结论记入这个 SQLite 文件：摘要、读到的标识原文、结论；从不保存图片"),
    ("serve/retain", "记录保留多少天"),
    ("serve/callback", "接受任务（POST /v1/jobs），把结果发到这个地址"),
    ("serve/secret_file", "存放密钥的文件（一行），用于给结果签名（HMAC-SHA256）"),
    (
        "serve/jobs_from",
        "允许任务从这个地址之下取图片，即使不是公网地址；以 / 结尾。任务中的 key 是第一个地址之后的部分",
    ),
    ("serve/no_log", "不在标准错误输出日志"),
    ("survive/cmd", "要运行的命令，每张图片由 shell 运行一次；{in} 代表图片，{out} 代表要写出的文件"),
    ("survive/ext", "{out} 的扩展名；默认与 {in} 相同"),
    ("survive/timeout", "命令超过多少秒就终止"),
    ("survive/format", "plain：给人看；json：一个对象"),
    ("survive/depth", "查多深。metadata：不看像素；full：完整检查；deep：再加耗时的搜索"),
    ("survive/as_of", "按这一天或这一时刻判断签名，不用当前时间"),
    ("survive/trust_dir", "存放信任名单的文件夹"),
    ("survive/color", "是否使用颜色（auto 自动，always 总是，never 从不）"),
    ("survive/output", "把报告写入文件而不是标准输出"),
    ("survive/exit_zero", "无论丢失了什么退出码都是 0（命令失败除外）"),
    (
        "check/ledger",
        "在这个台账（见 `yanbiao ledger`）中查找每张图片：录入过的图片若丢了标识会报告，参考图若局部改动也会报告",
    ),
    ("ledger/add/paths", "文件、文件夹（含各级子文件夹）、- 表示标准输入、@list.txt 表示清单文件"),
    ("ledger/add/reference", "录入为参考图（例如店铺自己的商品图），不论带有什么标识"),
    ("ledger/add/ledger", "台账文件，没有则新建；默认是用户数据文件夹下的 yanbiao/ledger.sqlite"),
    ("ledger/add/jobs", "同时检查几张图片；默认每个处理器核心一张"),
    ("ledger/add/progress", "是否在标准错误显示进度条（auto 自动，always 总是，never 从不）"),
    ("ledger/match/paths", "文件、文件夹（含各级子文件夹）、- 表示标准输入、@list.txt 表示清单文件"),
    ("ledger/match/ledger", "台账文件；默认是用户数据文件夹下的 yanbiao/ledger.sqlite"),
    ("ledger/match/format", "plain：台账中有什么；json、jsonl、sarif：与 `check --ledger` 的报告相同"),
    (
        "ledger/match/annotate",
        "把每张图片另存一份 PNG 到这个文件夹：双线框是与参考图不同之处，画面上标识的框与 `check --annotate` 相同",
    ),
    ("ledger/match/jobs", "同时检查几张图片；默认每个处理器核心一张"),
    ("ledger/export/ledger", "台账文件；默认是用户数据文件夹下的 yanbiao/ledger.sqlite"),
    ("ledger/export/output", "写入文件而不是标准输出；写完之前文件名为 FILE.partial"),
    ("ledger/import/files", "`ledger export` 写出的文件，- 表示标准输入"),
    ("ledger/import/ledger", "台账文件，没有则新建；默认是用户数据文件夹下的 yanbiao/ledger.sqlite"),
    ("ledger/stats/ledger", "台账文件；默认是用户数据文件夹下的 yanbiao/ledger.sqlite"),
    ("label/paths", "文件、文件夹（含各级子文件夹）、@list.txt 表示清单文件（每行一个路径）"),
    ("label/propagator", "ContentPropagator：平台的 27 位服务提供者编码，或平台名称"),
    ("label/id", "PropagateID：平台对该内容的编号；{sha256} 代表原文件的摘要，{name} 代表不带扩展名的文件名"),
    ("label/label", "要写入的 Label；不写则沿用文件中的值，没有标签的按其他迹象和 --declared 决定"),
    ("label/declared", "上传者是否声明内容由 AI 生成；没有询问过就不要写"),
    (
        "label/fix",
        "改为修复标签：列出每处偏差、正确的写法和逐行差异。只有写入者才知道的值绝不代填。加 --out 或 --in-place 才会写文件",
    ),
    ("label/out", "把新文件写入这个文件夹；文件夹保持原有结构"),
    ("label/in_place", "改写文件本身"),
    ("label/force", "覆盖 --out 文件夹中已有的文件"),
    ("label/dry_run", "什么都不写，只说明会有哪些改动"),
    ("label/break_c2pa", "即使文件的 C2PA 凭证将与文件不符也照写"),
    ("label/format", "plain：给人看；json：只指定一个文件时是一个对象，其他情况一律是数组"),
    ("label/depth", "决定取值前查多深。metadata：不看像素；full：完整检查；deep：再加耗时的搜索"),
    ("label/as_of", "按这一天或这一时刻判断签名，不用当前时间"),
    ("label/trust_dir", "存放信任名单的文件夹"),
    ("label/jobs", "同时处理几个文件；默认每个处理器核心一个"),
    ("label/color", "是否使用颜色（auto 自动，always 总是，never 从不）"),
    ("label/progress", "是否在标准错误显示进度条（auto 自动，always 总是，never 从不）"),
    ("rules/format", "plain：每条规则一行；json：编号、级别、依据可靠度、条款和中英文标题"),
    ("explain/rule", "规则编号，见 `yanbiao rules`"),
    ("trust/list/trust_dir", "存放信任名单的文件夹；默认是 `trust update` 存放之处"),
    ("trust/update/trust_dir", "放到哪个文件夹；默认是用户数据文件夹下的 yanbiao/trust，`check` 会自动使用"),
    ("trust/update/allow_older", "接受比现有更旧的名单"),
    ("completions/shell", "哪种 shell"),
    ("man/dir", "写入手册页的文件夹"),
];

/// What values mean, where the English help says it too.
pub(super) static VALUES: &[(&str, &str)] = &[
    ("check/role/unknown", "未说明身份，结论最高为警告"),
    ("check/role/generator", "生成合成服务提供者，图片是自己服务的输出"),
    ("check/role/platform", "传播服务提供者，用户上传时"),
    ("check/role/platform-egress", "传播服务提供者，文件对外提供时"),
    ("check/role/auditor", "监管或研究抽查"),
    ("serve/role/unknown", "未说明身份，结论最高为警告"),
    ("serve/role/generator", "生成合成服务提供者，图片是自己服务的输出"),
    ("serve/role/platform", "传播服务提供者，用户上传时"),
    ("serve/role/platform-egress", "传播服务提供者，文件对外提供时"),
    ("serve/role/auditor", "监管或研究抽查"),
    ("serve/jurisdiction/cn", "中国大陆"),
    ("serve/jurisdiction/none", "不适用任何国家规则"),
    ("label/label/1", "属于：仅当文件的标签或可信凭证这样说"),
    ("label/label/2", "可能：用户已声明"),
    ("label/label/3", "疑似：检测到迹象"),
    ("check/jurisdiction/cn", "中国大陆"),
    ("check/jurisdiction/none", "不适用任何国家规则"),
];

/// Examples and exit codes.
pub(super) static AFTER: &[(&str, &str)] = &[
    (
        "",
        "\
示例：
  yanbiao check photo.jpg                       这张图片带有哪些标识？
  yanbiao check uploads/ --format jsonl         整个文件夹，每张图片一行 JSON
  yanbiao check out.png --role generator        我的服务输出的图片合规吗？
  yanbiao check in.jpg --role platform --declared no
  yanbiao explain cn-implicit-missing           一条规则要求什么、为什么、怎么办

退出码：0 要求均已满足或不适用；1 有要求未满足，或标识被去除；2 用法或读写错误；
3 有必须判断的事项无法判定；4 没有检查任何图片。
未发现标识不等于图片真实；发现标识只说明经过 AI 处理，不等于欺诈。",
    ),
    (
        "check",
        "\
示例：
  yanbiao check photo.jpg                              查一张图片
  yanbiao check refund/ --quiet                        查一个文件夹，只看汇总
  yanbiao check uploads/ --format jsonl -o all.jsonl   查一个文件夹，结果交给程序
  find . -name '*.png' > list.txt; yanbiao check @list.txt
  curl -s https://example.com/a.jpg | yanbiao check -
  yanbiao check out.png --role generator --fail-on error

退出码：
  0  要求均已满足，或不适用
  1  有要求未满足，或标识被去除
  2  用法错误，或有东西无法读取（其余照常检查）
  3  有必须判断的事项无法判定
  4  没有检查任何图片
  130  被 Ctrl-C 中断；已输出的内容保留",
    ),
    (
        "compare",
        "\
示例：
  yanbiao compare original.jpg served.webp          一张图片处理前后
  yanbiao compare originals/ served/                两个文件夹，按文件名对应
  yanbiao compare originals/ served/ --format jsonl

退出码：0 标识都还在；1 有标识丢失或减弱；2 用法或读写错误，或有图片找不到处理后的版本；
3 有标识无法判定；4 没有可比较的图片。
两者是同一张图片的两个版本，由你保证，程序不核对。",
    ),
    (
        "serve",
        "\
示例：
  yanbiao serve                                       只供本机使用；打开 http://127.0.0.1:8750/
  curl --data-binary @photo.jpg 'http://127.0.0.1:8750/v1/check?declared=no'
  curl -F file=@photo.jpg http://127.0.0.1:8750/v1/check
  yanbiao serve --listen 0.0.0.0:8750 --token-file token.txt

状态 200 的回答是结论（与 `yanbiao check --format json` 的报告相同）；其他任何状态都不是结论：
没有结论的图片放行还是拦下，请事先定好。
收到 SIGTERM 或 Ctrl-C 后，答完手头的请求再退出。",
    ),
    (
        "survive",
        "\
示例：
  yanbiao survive --cmd 'convert {in} -resize 50% {out}'
  yanbiao survive --cmd 'cwebp -quiet {in} -o {out}' --ext webp
  yanbiao survive --cmd 'exiftool -q -all= -o {out} {in}' --format json

退出码：0 各种标识都留得下来；1 有标识丢失或减弱；2 命令处理某张图片失败；3 有标识无法判定。",
    ),
    (
        "label",
        "\
示例：
  yanbiao label in.jpg --propagator 001191000000MA0PRPGTRW20000 --id wb-20261126-17 --out served/
  yanbiao label uploads/ --propagator 001191000000MA0PRPGTRW20000 --id 'wb-{sha256}' --declared yes --out served/
  yanbiao label in.jpg --propagator 某平台 --id wb-17 --dry-run    只看会有哪些改动
  yanbiao label --fix broken.png                               标签错在哪里，正确的写法是什么
  yanbiao label --fix archive/ --in-place

Label 沿用文件中的值，不改低，也不编造；没有标签的文件，用户声明的写 2，只有迹象的写 3。
制作要素从不改动，像素从不重新编码。

退出码：0 已完成或无需改动；1 有文件须由人处理而没有写，或其标签仍不合规；2 用法或读写错误；
4 没有可处理的文件。",
    ),
    (
        "rules",
        "\
示例：
  yanbiao rules                   每条规则一行
  yanbiao rules --format json     同样的内容，供程序使用",
    ),
    (
        "explain",
        "\
示例：
  yanbiao explain cn-implicit-missing
  yanbiao explain c2pa-remnant --lang en",
    ),
    (
        "ledger",
        "\
示例：
  yanbiao ledger add seen/                        录入带有标识的图片
  yanbiao ledger add --reference products/        录入店铺自己的商品图
  yanbiao ledger match refund.jpg                 这张图见过吗？当时有标识吗？有没有这道裂纹？
  yanbiao check uploads/ --ledger ledger.sqlite   在检查中一并查找
  yanbiao ledger export -o backup.jsonl; yanbiao ledger import --ledger other.sqlite backup.jsonl

重新保存、缩放、每边裁去不超过十分之一、镜像、旋转不超过 5 度、截图中的副本都能认出。
台账中没有，不等于图片没有问题。台账保存文件名、摘要和小灰度图（256 像素），请像对待图片本身一样保管。

match 的退出码与 check 相同：1 表示记录中的标识在这里缺失，3 表示无法判断。",
    ),
    (
        "completions",
        "\
示例：
  yanbiao completions bash > ~/.local/share/bash-completion/completions/yanbiao
  yanbiao completions zsh > \"${fpath[1]}/_yanbiao\"
  yanbiao completions fish > ~/.config/fish/completions/yanbiao.fish
  yanbiao completions powershell >> $PROFILE",
    ),
    (
        "man",
        "\
示例：
  yanbiao man | man -l -
  yanbiao man --dir ~/.local/share/man/man1",
    ),
];

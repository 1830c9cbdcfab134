<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
 <context>
  <name>main</name>
  <message>
   <source>Ask questions across book-length documents.</source>
   <translation>向长篇文档提问。</translation>
  </message>
  <message>
   <source>Documents or .memlong sessions.</source>
   <translation>文档或 .memlong 会话。</translation>
  </message>
  <message>
   <source>Where sessions and models are kept.</source>
   <translation>会话和模型的存放位置。</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::AnswerSummary</name>
  <message numerus="yes">
   <source>%n token(s) in %1</source>
   <translation>
    <numerusform>%n 个词元用时 %1</numerusform>
   </translation>
  </message>
  <message>
   <source>first word after %1</source>
   <translation>首词用时 %1</translation>
  </message>
  <message>
   <source>found in %1</source>
   <translation>检索用时 %1</translation>
  </message>
  <message>
   <source>from passages in the prompt</source>
   <translation>来自提示中的段落</translation>
  </message>
  <message>
   <source>quotes only</source>
   <translation>仅引文</translation>
  </message>
  <message>
   <source>through memory</source>
   <translation>通过记忆</translation>
  </message>
  <message>
   <source>through memory and prompt</source>
   <translation>通过记忆和提示</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::AnswerWidget</name>
  <message>
   <source>%1 tokens/s</source>
   <translation>%1 词元/秒</translation>
  </message>
  <message numerus="yes">
   <source>%n passage(s) masked</source>
   <translation>
    <numerusform>屏蔽了 %n 个段落</numerusform>
   </translation>
  </message>
  <message>
   <source>All in all %1</source>
   <translation>总计 %1</translation>
  </message>
  <message>
   <source>Answer</source>
   <translation>回答</translation>
  </message>
  <message>
   <source>Answer again</source>
   <translation>重新回答</translation>
  </message>
  <message>
   <source>Copy the answer</source>
   <translation>复制回答</translation>
  </message>
  <message>
   <source>Delete the answer</source>
   <translation>删除回答</translation>
  </message>
  <message>
   <source>From your documents</source>
   <translation>来自您的文档</translation>
  </message>
  <message>
   <source>Memory</source>
   <translation>记忆</translation>
  </message>
  <message>
   <source>Memory and passages</source>
   <translation>记忆和段落</translation>
  </message>
  <message>
   <source>Nothing in this session's documents fits the question.</source>
   <translation>此会话的文档中没有与问题相符的内容。</translation>
  </message>
  <message>
   <source>Passages in the prompt</source>
   <translation>提示中的段落</translation>
  </message>
  <message>
   <source>Quotes only</source>
   <translation>仅引文</translation>
  </message>
  <message>
   <source>Searching your documents …</source>
   <translation>正在搜索您的文档……</translation>
  </message>
  <message numerus="yes">
   <source>Show %n more quote(s)</source>
   <translation>
    <numerusform>再显示 %n 条引文</numerusform>
   </translation>
  </message>
  <message>
   <source>Show the memory behind this answer</source>
   <translation>显示此回答所用的记忆</translation>
  </message>
  <message>
   <source>Stopped before there was an answer.</source>
   <translation>在得到回答之前已停止。</translation>
  </message>
  <message>
   <source>Stopped. What had been said is kept.</source>
   <translation>已停止。已生成的内容会保留。</translation>
  </message>
  <message>
   <source>The language model “%1” is not there any more. The quotes do not need one; for an answer choose another one under Models.</source>
   <translation>语言模型“%1”已不存在。引文不需要语言模型；如需回答，请在“模型”中另选一个。</translation>
  </message>
  <message>
   <source>There is no language model yet, so these are quotes only. Add one under Models.</source>
   <translation>还没有语言模型，因此只有引文。请在“模型”中添加。</translation>
  </message>
  <message>
   <source>What was read from the passages of this session is damaged, or of another retriever than the one in use. Choose Documents → Read the passages again; until then you can search by words only (Settings).</source>
   <translation>从此会话的段落读取的数据已损坏，或来自另一个检索模型。请选择“文档 → 重新读取段落”；在此之前可以只按词语检索（设置）。</translation>
  </message>
  <message>
   <source>Working</source>
   <translation>处理中</translation>
  </message>
  <message>
   <source>first word after %1</source>
   <translation>首词用时 %1</translation>
  </message>
  <message>
   <source>found in %1</source>
   <translation>检索用时 %1</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::AttendedParts</name>
  <message>
   <source>no. %1 with %2 %</source>
   <translation>第 %1 号（%2 %）</translation>
  </message>
  <message>
   <source>“%1” looked at %2</source>
   <translation>“%1”关注 %2</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::BookMap</name>
  <message>
   <source>%1, page %2</source>
   <translation>%1，第 %2 页</translation>
  </message>
  <message>
   <source>%1, pages %2–%3</source>
   <translation>%1，第 %2–%3 页</translation>
  </message>
  <message numerus="yes">
   <source>%n token(s)</source>
   <translation>
    <numerusform>%n 个词元</numerusform>
   </translation>
  </message>
  <message>
   <source>Conversation</source>
   <translation>对话</translation>
  </message>
  <message>
   <source>Map of the memory</source>
   <translation>记忆地图</translation>
  </message>
  <message numerus="yes">
   <source>Pin %n chunk(s)</source>
   <translation>
    <numerusform>固定 %n 个片段</numerusform>
   </translation>
  </message>
  <message>
   <source>Show in the document</source>
   <translation>在文档中显示</translation>
  </message>
  <message>
   <source>The memory is empty. Add a document to fill it.</source>
   <translation>记忆为空。添加文档即可填充。</translation>
  </message>
  <message numerus="yes">
   <source>Unpin %n chunk(s)</source>
   <translation>
    <numerusform>取消固定 %n 个片段</numerusform>
   </translation>
  </message>
  <message>
   <source>in memory</source>
   <translation>在记忆中</translation>
  </message>
  <message>
   <source>in the archive</source>
   <translation>在归档中</translation>
  </message>
  <message>
   <source>never retrieved</source>
   <translation>从未被检索</translation>
  </message>
  <message>
   <source>not encoded for this model</source>
   <translation>尚未为此模型编码</translation>
  </message>
  <message>
   <source>pinned</source>
   <translation>已固定</translation>
  </message>
  <message numerus="yes">
   <source>retrieved %n time(s)</source>
   <translation>
    <numerusform>被检索 %n 次</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::BudgetGauge</name>
  <message>
   <source>%1 of %2 tokens · %3 · %4 of %5 chunks</source>
   <translation>%1 / %2 词元 · %3 · %4 / %5 片段</translation>
  </message>
  <message numerus="yes">
   <source>%n chunk(s) moved to the archive so far</source>
   <translation>
    <numerusform>至今已有 %n 个片段移入归档</numerusform>
   </translation>
  </message>
  <message>
   <source>Change budget…</source>
   <translation>更改预算…</translation>
  </message>
  <message>
   <source>How many tokens may stay in memory; the rest stays in the archive and is still found</source>
   <translation>可留在记忆中的词元数；其余留在归档中，仍可检索到</translation>
  </message>
  <message>
   <source>Memory budget</source>
   <translation>记忆预算</translation>
  </message>
  <message>
   <source>Memory in use</source>
   <translation>已用记忆</translation>
  </message>
  <message>
   <source>Nothing is in memory yet.</source>
   <translation>记忆中还没有内容。</translation>
  </message>
  <message>
   <source>Tokens that may stay in memory:</source>
   <translation>可留在记忆中的词元数：</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::ChatExport</name>
  <message>
   <source>%1, page %2</source>
   <translation>%1，第 %2 页</translation>
  </message>
  <message>
   <source>Answer</source>
   <translation>回答</translation>
  </message>
  <message>
   <source>Question</source>
   <translation>问题</translation>
  </message>
  <message>
   <source>a conversation can be saved as .md, .html or .pdf, not as “%1”</source>
   <translation>对话可保存为 .md、.html 或 .pdf，不能保存为“%1”</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::ChatView</name>
  <message>
   <source>Conversation</source>
   <translation>对话</translation>
  </message>
  <message>
   <source>Show earlier messages</source>
   <translation>显示更早的消息</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::CommandPalette</name>
  <message>
   <source>Command</source>
   <translation>命令</translation>
  </message>
  <message>
   <source>Command palette</source>
   <translation>命令面板</translation>
  </message>
  <message>
   <source>Commands</source>
   <translation>命令</translation>
  </message>
  <message>
   <source>What would you like to do?</source>
   <translation>您想做什么？</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::ComparePane</name>
  <message>
   <source>*Asking again…*</source>
   <translation>*正在再次提问…*</translation>
  </message>
  <message>
   <source>Answer with all chunks</source>
   <translation>使用全部片段的回答</translation>
  </message>
  <message>
   <source>Answer without the masked chunks</source>
   <translation>去掉被屏蔽片段的回答</translation>
  </message>
  <message>
   <source>The answer is the same: it did not need these chunks.</source>
   <translation>回答相同：它不需要这些片段。</translation>
  </message>
  <message>
   <source>Uncheck chunks in the list of retrieved ones and ask again: both answers then stand here side by side, what changed in colour.</source>
   <translation>在检索列表中取消勾选片段并再次提问：两个回答将并排显示，变化处着色。</translation>
  </message>
  <message>
   <source>With all chunks</source>
   <translation>使用全部片段</translation>
  </message>
  <message numerus="yes">
   <source>Without %n chunk(s)</source>
   <translation>
    <numerusform>去掉 %n 个片段</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::Composer</name>
  <message>
   <source>Add documents</source>
   <translation>添加文档</translation>
  </message>
  <message>
   <source>Ask</source>
   <translation>提问</translation>
  </message>
  <message>
   <source>Ask (Return)</source>
   <translation>提问 (回车)</translation>
  </message>
  <message>
   <source>Automatic</source>
   <translation>自动</translation>
  </message>
  <message>
   <source>How the answer uses your documents</source>
   <translation>回答如何使用您的文档</translation>
  </message>
  <message>
   <source>How to answer</source>
   <translation>回答方式</translation>
  </message>
  <message>
   <source>Memory</source>
   <translation>记忆</translation>
  </message>
  <message>
   <source>Memory and passages</source>
   <translation>记忆和段落</translation>
  </message>
  <message>
   <source>Passages in the prompt</source>
   <translation>提示中的段落</translation>
  </message>
  <message>
   <source>Question</source>
   <translation>问题</translation>
  </message>
  <message>
   <source>Quotes only</source>
   <translation>仅引文</translation>
  </message>
  <message>
   <source>Sentences from your documents, nothing generated</source>
   <translation>仅文档中的原句，不生成内容</translation>
  </message>
  <message>
   <source>Stop</source>
   <translation>停止</translation>
  </message>
  <message>
   <source>Stop (Esc)</source>
   <translation>停止 (Esc)</translation>
  </message>
  <message>
   <source>The model attends to the memory of your documents</source>
   <translation>模型直接关注您文档的记忆</translation>
  </message>
  <message>
   <source>The passages found are put before the question</source>
   <translation>将找到的段落放在问题之前</translation>
  </message>
  <message>
   <source>What suits the model best</source>
   <translation>最适合该模型的方式</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::Conversation</name>
  <message>
   <source>Documents are being read. Wait until that is done, or cancel it.</source>
   <translation>正在读取文档。请等待完成或取消。</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::DocumentsModel</name>
  <message>
   <source>%1 tokens a second</source>
   <translation>每秒 %1 词元</translation>
  </message>
  <message numerus="yes">
   <source>%n page(s)</source>
   <translation>
    <numerusform>%n 页</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n page(s) unreadable</source>
   <translation>
    <numerusform>%n 页无法读取</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n passage(s)</source>
   <translation>
    <numerusform>%n 个段落</numerusform>
   </translation>
  </message>
  <message>
   <source>Adding to memory</source>
   <translation>正在加入记忆</translation>
  </message>
  <message>
   <source>Cancelled</source>
   <translation>已取消</translation>
  </message>
  <message>
   <source>Failed</source>
   <translation>失败</translation>
  </message>
  <message>
   <source>File not found – still answers</source>
   <translation>文件不存在 – 仍可回答</translation>
  </message>
  <message>
   <source>Interrupted – can go on</source>
   <translation>已中断 – 可继续</translation>
  </message>
  <message>
   <source>Needs a password</source>
   <translation>需要密码</translation>
  </message>
  <message>
   <source>Paused</source>
   <translation>已暂停</translation>
  </message>
  <message>
   <source>Paused at %1 %</source>
   <translation>已暂停于 %1 %</translation>
  </message>
  <message>
   <source>Reading</source>
   <translation>读取中</translation>
  </message>
  <message>
   <source>Scanned – no text yet</source>
   <translation>扫描件 – 尚无文字</translation>
  </message>
  <message>
   <source>Waiting</source>
   <translation>等待中</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::DocumentsPane</name>
  <message>
   <source>Add documents</source>
   <translation>添加文档</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>取消</translation>
  </message>
  <message>
   <source>Cancel all</source>
   <translation>全部取消</translation>
  </message>
  <message>
   <source>Documents</source>
   <translation>文档</translation>
  </message>
  <message>
   <source>Documents (%1)</source>
   <translation>文档 (%1)</translation>
  </message>
  <message>
   <source>Drop PDF, EPUB, text, Markdown or HTML files here.</source>
   <translation>将 PDF、EPUB、文本、Markdown 或 HTML 文件拖到此处。</translation>
  </message>
  <message>
   <source>Enter the password …</source>
   <translation>输入密码……</translation>
  </message>
  <message>
   <source>Go on</source>
   <translation>继续</translation>
  </message>
  <message>
   <source>Go on reading</source>
   <translation>继续读取</translation>
  </message>
  <message>
   <source>Open the folder</source>
   <translation>打开文件夹</translation>
  </message>
  <message>
   <source>Password</source>
   <translation>密码</translation>
  </message>
  <message>
   <source>Pause</source>
   <translation>暂停</translation>
  </message>
  <message>
   <source>Recognise the text (OCR)</source>
   <translation>识别文字 (OCR)</translation>
  </message>
  <message>
   <source>Remove from the session …</source>
   <translation>从会话中移除……</translation>
  </message>
  <message>
   <source>Show</source>
   <translation>显示</translation>
  </message>
  <message>
   <source>Take off the list</source>
   <translation>从列表中去掉</translation>
  </message>
  <message>
   <source>Try again</source>
   <translation>重试</translation>
  </message>
  <message>
   <source>What is wrong?</source>
   <translation>有什么问题？</translation>
  </message>
  <message>
   <source>“%1” is encrypted. Its password:</source>
   <translation>“%1”已加密。密码：</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::DownloadDialog</name>
  <message>
   <source>%1 of %2</source>
   <translation>%1 / %2</translation>
  </message>
  <message>
   <source>%1 to download</source>
   <translation>需下载 %1</translation>
  </message>
  <message>
   <source>%1, %2 are here already</source>
   <translation>%1，其中 %2 已在本地</translation>
  </message>
  <message>
   <source>%1/s</source>
   <translation>%1/秒</translation>
  </message>
  <message>
   <source>%1; %2 are free on the disk</source>
   <translation>%1；磁盘剩余 %2</translation>
  </message>
  <message>
   <source>&amp;Model:</source>
   <translation>模型(&amp;M)：</translation>
  </message>
  <message>
   <source>&amp;Name here:</source>
   <translation>本地名称(&amp;N)：</translation>
  </message>
  <message>
   <source>&amp;Revision:</source>
   <translation>版本(&amp;R)：</translation>
  </message>
  <message>
   <source>Adding the model</source>
   <translation>正在添加模型</translation>
  </message>
  <message>
   <source>Ask the hub what this model consists of</source>
   <translation>向 Hub 查询此模型的组成</translation>
  </message>
  <message>
   <source>Asking the hub…</source>
   <translation>正在查询 Hub…</translation>
  </message>
  <message>
   <source>Checking %1</source>
   <translation>正在检查 %1</translation>
  </message>
  <message>
   <source>Connecting…</source>
   <translation>正在连接…</translation>
  </message>
  <message>
   <source>Discard</source>
   <translation>丢弃</translation>
  </message>
  <message>
   <source>Discard the download?</source>
   <translation>丢弃此下载？</translation>
  </message>
  <message>
   <source>Download</source>
   <translation>下载</translation>
  </message>
  <message>
   <source>Download a model</source>
   <translation>下载模型</translation>
  </message>
  <message>
   <source>File</source>
   <translation>文件</translation>
  </message>
  <message>
   <source>Files of the model</source>
   <translation>模型文件</translation>
  </message>
  <message>
   <source>From the Hugging Face hub. Nothing is fetched before you say so, and nothing of yours is sent there.</source>
   <translation>来自 Hugging Face Hub。未经您同意不会下载任何内容，也不会发送您的任何数据。</translation>
  </message>
  <message>
   <source>Go on</source>
   <translation>继续</translation>
  </message>
  <message>
   <source>Licence: %1</source>
   <translation>许可证：%1</translation>
  </message>
  <message>
   <source>Look</source>
   <translation>查看</translation>
  </message>
  <message>
   <source>Pause</source>
   <translation>暂停</translation>
  </message>
  <message>
   <source>Paused. What has been fetched is kept, also when you close this window.</source>
   <translation>已暂停。即使关闭此窗口，已下载的内容也会保留。</translation>
  </message>
  <message>
   <source>Pausing…</source>
   <translation>正在暂停…</translation>
  </message>
  <message>
   <source>Progress of the download</source>
   <translation>下载进度</translation>
  </message>
  <message>
   <source>Resume</source>
   <translation>继续</translation>
  </message>
  <message>
   <source>Size</source>
   <translation>大小</translation>
  </message>
  <message>
   <source>That does not fit. Free some space, then look again.</source>
   <translation>空间不足。请释放空间后再次查看。</translation>
  </message>
  <message>
   <source>The licence is not stated: read the model's page before you use it.</source>
   <translation>未注明许可证：使用前请阅读模型页面。</translation>
  </message>
  <message>
   <source>Unfinished downloads</source>
   <translation>未完成的下载</translation>
  </message>
  <message>
   <source>What has been fetched so far (%1) is deleted.</source>
   <translation>已下载的内容（%1）将被删除。</translation>
  </message>
  <message>
   <source>as on the hub</source>
   <translation>与 Hub 相同</translation>
  </message>
  <message>
   <source>owner/name, or the address of its page</source>
   <translation>所有者/名称，或其页面地址</translation>
  </message>
  <message>
   <source>“%1” is ready to use.</source>
   <translation>“%1”可以使用了。</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::EmptyState</name>
  <message>
   <source>Add documents …</source>
   <translation>添加文档……</translation>
  </message>
  <message>
   <source>Add your first document</source>
   <translation>添加您的第一个文档</translation>
  </message>
  <message>
   <source>Ask your documents</source>
   <translation>向您的文档提问</translation>
  </message>
  <message>
   <source>Drop files or folders anywhere in this window: PDF, EPUB, text, Markdown or HTML. You can ask as soon as the first pages are read.</source>
   <translation>将文件或文件夹拖到此窗口任意位置：PDF、EPUB、文本、Markdown 或 HTML。读完前几页即可提问。</translation>
  </message>
  <message>
   <source>New session</source>
   <translation>新建会话</translation>
  </message>
  <message>
   <source>Put books, papers or notes into a session and ask about them. Answers quote the exact sentences. Everything stays on this computer.</source>
   <translation>将书籍、论文或笔记放入会话并提问。回答会引用原句。一切都保留在这台电脑上。</translation>
  </message>
  <message>
   <source>Quotes from your documents come first, each with its page.</source>
   <translation>首先给出文档中的引文，并注明页码。</translation>
  </message>
  <message>
   <source>Try the sample book</source>
   <translation>试用示例书</translation>
  </message>
  <message>
   <source>What would you like to know?</source>
   <translation>您想知道什么？</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::Figures</name>
  <message>
   <source>%1 billion</source>
   <translation>%1 十亿</translation>
  </message>
  <message>
   <source>%1 million</source>
   <translation>%1 百万</translation>
  </message>
  <message>
   <source>%1 ms</source>
   <translation>%1 毫秒</translation>
  </message>
  <message>
   <source>%1 s</source>
   <translation>%1 秒</translation>
  </message>
  <message>
   <source>%1 thousand</source>
   <translation>%1 千</translation>
  </message>
  <message numerus="yes">
   <source>about %n hour(s) left</source>
   <translation>
    <numerusform>约剩 %n 小时</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>about %n minute(s) left</source>
   <translation>
    <numerusform>约剩 %n 分钟</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>about %n second(s) left</source>
   <translation>
    <numerusform>约剩 %n 秒</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::FindPanel</name>
  <message numerus="yes">
   <source>%n place(s)</source>
   <translation>
    <numerusform>%n 处</numerusform>
   </translation>
  </message>
  <message>
   <source>Find in this document</source>
   <translation>在此文档中查找</translation>
  </message>
  <message>
   <source>Next place (Enter)</source>
   <translation>下一处 (Enter)</translation>
  </message>
  <message>
   <source>Page %1</source>
   <translation>第 %1 页</translation>
  </message>
  <message>
   <source>Page %1: %2</source>
   <translation>第 %1 页：%2</translation>
  </message>
  <message>
   <source>Places found</source>
   <translation>找到的位置</translation>
  </message>
  <message>
   <source>Previous place (Shift+Enter)</source>
   <translation>上一处 (Shift+Enter)</translation>
  </message>
  <message>
   <source>Searching…</source>
   <translation>正在搜索…</translation>
  </message>
  <message numerus="yes">
   <source>The first %n place(s)</source>
   <translation>
    <numerusform>前 %n 处</numerusform>
   </translation>
  </message>
  <message>
   <source>“%1” does not occur in this document.</source>
   <translation>此文档中没有“%1”。</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::FirstRun</name>
  <message>
   <source>1. The book is read</source>
   <translation>1. 读取这本书</translation>
  </message>
  <message>
   <source>2. A question is answered</source>
   <translation>2. 回答一个问题</translation>
  </message>
  <message>
   <source>3. The page opens</source>
   <translation>3. 打开页面</translation>
  </message>
  <message>
   <source>A click on any quote shows it on its page.</source>
   <translation>点击任一引文即可在页面上看到它。</translation>
  </message>
  <message>
   <source>A session opens at once, however long its books are, and is saved as you go.</source>
   <translation>无论书有多长，会话都能立即打开，并随时自动保存。</translation>
  </message>
  <message>
   <source>Answers with their source</source>
   <translation>带出处的回答</translation>
  </message>
  <message>
   <source>Ask your documents</source>
   <translation>向您的文档提问</translation>
  </message>
  <message>
   <source>Back</source>
   <translation>后退</translation>
  </message>
  <message>
   <source>Books, papers and notes of any length, all at once.</source>
   <translation>任意长度的书籍、论文和笔记，一并提问。</translation>
  </message>
  <message>
   <source>Every answer begins with exact sentences from your documents, each with its page.</source>
   <translation>每个回答都以文档中的原句开头，并注明页码。</translation>
  </message>
  <message>
   <source>Found: %1.</source>
   <translation>已找到：%1。</translation>
  </message>
  <message>
   <source>Language models</source>
   <translation>语言模型</translation>
  </message>
  <message>
   <source>Models …</source>
   <translation>模型……</translation>
  </message>
  <message>
   <source>Next</source>
   <translation>下一步</translation>
  </message>
  <message>
   <source>Nothing is sent anywhere. The network is used only when you download a model.</source>
   <translation>不会发送任何数据。仅在您下载模型时才使用网络。</translation>
  </message>
  <message>
   <source>On this computer only</source>
   <translation>仅在这台电脑上</translation>
  </message>
  <message>
   <source>Open the sample book</source>
   <translation>打开示例书</translation>
  </message>
  <message>
   <source>Quotes need no language model. With one, the program also writes an answer in its own words from what it found.</source>
   <translation>引文不需要语言模型。有了语言模型，程序还会根据找到的内容用自己的话作答。</translation>
  </message>
  <message>
   <source>Read once, remembered</source>
   <translation>读一次，就记住</translation>
  </message>
  <message>
   <source>Skip</source>
   <translation>跳过</translation>
  </message>
  <message>
   <source>Step %1 of %2</source>
   <translation>第 %1 步，共 %2 步</translation>
  </message>
  <message>
   <source>There is none yet. You can add one now or at any later time: a folder with a model from Hugging Face, or a download.</source>
   <translation>目前还没有。您可以现在或以后随时添加：Hugging Face 模型文件夹，或直接下载。</translation>
  </message>
  <message>
   <source>Try it with a book</source>
   <translation>用一本书试试</translation>
  </message>
  <message>
   <source>Welcome</source>
   <translation>欢迎</translation>
  </message>
  <message>
   <source>You see how far it is at the left, below Documents.</source>
   <translation>在左侧“文档”下可看到进度。</translation>
  </message>
  <message>
   <source>“Treasure Island” by Robert Louis Stevenson comes with the program. It is read in a few seconds, and a first question is asked for you.</source>
   <translation>程序附带罗伯特·路易斯·史蒂文森的《金银岛》（英文）。几秒即可读完，并为您提出第一个问题。</translation>
  </message>
  <message>
   <source>“What did Jim hear in the apple barrel?”</source>
   <translation>“What did Jim hear in the apple barrel?”</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::ImportDialog</name>
  <message>
   <source>&amp;Name:</source>
   <translation>名称(&amp;N)：</translation>
  </message>
  <message>
   <source>&amp;Source:</source>
   <translation>来源(&amp;S)：</translation>
  </message>
  <message>
   <source>&amp;Tokenizer:</source>
   <translation>分词器(&amp;T)：</translation>
  </message>
  <message>
   <source>A folder as the Hugging Face hub has them (config.json with *.safetensors and a tokenizer), for a language model or a retriever, or a llama2.c file (.bin). Every tensor is checked before the model is added.</source>
   <translation>Hugging Face Hub 格式的文件夹（config.json、*.safetensors 和分词器），可为语言模型或检索模型；或 llama2.c 文件 (.bin)。添加前会检查每个张量。</translation>
  </message>
  <message>
   <source>Add</source>
   <translation>添加</translation>
  </message>
  <message>
   <source>Add a model from this computer</source>
   <translation>从这台电脑添加模型</translation>
  </message>
  <message>
   <source>Browse</source>
   <translation>浏览</translation>
  </message>
  <message>
   <source>Browse…</source>
   <translation>浏览…</translation>
  </message>
  <message>
   <source>Folder of a model</source>
   <translation>模型文件夹</translation>
  </message>
  <message>
   <source>Folder…</source>
   <translation>文件夹…</translation>
  </message>
  <message>
   <source>Link to the folder, do not copy it</source>
   <translation>链接到该文件夹，不复制</translation>
  </message>
  <message>
   <source>Saves space; the model is gone when the folder goes</source>
   <translation>节省空间；文件夹消失后模型也随之消失</translation>
  </message>
  <message>
   <source>Tokenizer</source>
   <translation>分词器</translation>
  </message>
  <message>
   <source>as the folder</source>
   <translation>与文件夹相同</translation>
  </message>
  <message>
   <source>llama2.c checkpoint</source>
   <translation>llama2.c 检查点</translation>
  </message>
  <message>
   <source>llama2.c checkpoints (*.bin)</source>
   <translation>llama2.c 检查点 (*.bin)</translation>
  </message>
  <message>
   <source>llama2.c file…</source>
   <translation>llama2.c 文件…</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::MainWindow</name>
  <message>
   <source>%1 passages · %2 tokens</source>
   <translation>%1 个段落 · %2 个词元</translation>
  </message>
  <message>
   <source>%1 ready, %2 with problems</source>
   <translation>%1 个就绪，%2 个有问题</translation>
  </message>
  <message>
   <source>%1 tokens/s</source>
   <translation>%1 词元/秒</translation>
  </message>
  <message numerus="yes">
   <source>%n document(s) in “%1”</source>
   <translation>
    <numerusform>“%1”中的 %n 个文档</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n document(s) waiting</source>
   <translation>
    <numerusform>%n 个文档等待中</numerusform>
   </translation>
  </message>
  <message>
   <source>&amp;About MemLong</source>
   <translation>关于 MemLong(&amp;A)</translation>
  </message>
  <message>
   <source>&amp;Add documents …</source>
   <translation>添加文档(&amp;A)……</translation>
  </message>
  <message>
   <source>&amp;Cancel reading</source>
   <translation>取消读取(&amp;C)</translation>
  </message>
  <message>
   <source>&amp;Command palette …</source>
   <translation>命令面板(&amp;C)……</translation>
  </message>
  <message>
   <source>&amp;Conversation</source>
   <translation>对话(&amp;C)</translation>
  </message>
  <message>
   <source>&amp;Copy the last answer</source>
   <translation>复制上一个回答(&amp;C)</translation>
  </message>
  <message>
   <source>&amp;Documents</source>
   <translation>文档(&amp;D)</translation>
  </message>
  <message>
   <source>&amp;Duplicate</source>
   <translation>复制一份(&amp;D)</translation>
  </message>
  <message>
   <source>&amp;Edit the last question</source>
   <translation>编辑上一个问题(&amp;E)</translation>
  </message>
  <message>
   <source>&amp;Export …</source>
   <translation>导出(&amp;E)……</translation>
  </message>
  <message>
   <source>&amp;Help</source>
   <translation>帮助(&amp;H)</translation>
  </message>
  <message>
   <source>&amp;Import …</source>
   <translation>导入(&amp;I)……</translation>
  </message>
  <message>
   <source>&amp;Models</source>
   <translation>模型(&amp;M)</translation>
  </message>
  <message>
   <source>&amp;Models …</source>
   <translation>模型(&amp;M)……</translation>
  </message>
  <message>
   <source>&amp;New session …</source>
   <translation>新建会话(&amp;N)……</translation>
  </message>
  <message>
   <source>&amp;Paste text as a document</source>
   <translation>将文本粘贴为文档(&amp;P)</translation>
  </message>
  <message>
   <source>&amp;Quit</source>
   <translation>退出(&amp;Q)</translation>
  </message>
  <message>
   <source>&amp;Read the passages again …</source>
   <translation>重新读取段落(&amp;R)…</translation>
  </message>
  <message>
   <source>&amp;Rename</source>
   <translation>重命名(&amp;R)</translation>
  </message>
  <message>
   <source>&amp;Search sessions</source>
   <translation>搜索会话(&amp;S)</translation>
  </message>
  <message>
   <source>&amp;Session</source>
   <translation>会话(&amp;S)</translation>
  </message>
  <message>
   <source>&amp;Stop the answer</source>
   <translation>停止回答(&amp;S)</translation>
  </message>
  <message>
   <source>&amp;View</source>
   <translation>视图(&amp;V)</translation>
  </message>
  <message>
   <source>&amp;Welcome and sample book</source>
   <translation>欢迎和示例书(&amp;W)</translation>
  </message>
  <message>
   <source>&amp;Write a question</source>
   <translation>编写问题(&amp;W)</translation>
  </message>
  <message>
   <source>&lt;b&gt;MemLong&lt;/b&gt;&lt;br&gt;Ask questions across book-length documents on your own machine.&lt;br&gt;&lt;br&gt;%1&lt;br&gt;&lt;br&gt;Free software under the GNU General Public License, version 3 or later.</source>
   <translation>&lt;b&gt;MemLong&lt;/b&gt;&lt;br&gt;在您自己的电脑上向长篇文档提问。&lt;br&gt;&lt;br&gt;%1&lt;br&gt;&lt;br&gt;自由软件，采用 GNU 通用公共许可证第 3 版或更高版本。</translation>
  </message>
  <message>
   <source>About MemLong</source>
   <translation>关于 MemLong</translation>
  </message>
  <message>
   <source>Add a &amp;folder …</source>
   <translation>添加文件夹(&amp;F)……</translation>
  </message>
  <message>
   <source>Add a folder of documents</source>
   <translation>添加文档文件夹</translation>
  </message>
  <message>
   <source>Add documents</source>
   <translation>添加文档</translation>
  </message>
  <message>
   <source>Add documents first</source>
   <translation>请先添加文档</translation>
  </message>
  <message>
   <source>Another language model</source>
   <translation>更换语言模型</translation>
  </message>
  <message>
   <source>Another retriever</source>
   <translation>更换检索模型</translation>
  </message>
  <message>
   <source>Answer &amp;again</source>
   <translation>重新回答(&amp;A)</translation>
  </message>
  <message>
   <source>Answer again</source>
   <translation>重新回答</translation>
  </message>
  <message numerus="yes">
   <source>Answer again and delete the %n message(s) after it?</source>
   <translation>
    <numerusform>要重新回答并删除其后的 %n 条消息吗？</numerusform>
   </translation>
  </message>
  <message>
   <source>Answer copied</source>
   <translation>回答已复制</translation>
  </message>
  <message>
   <source>Ask about your documents</source>
   <translation>就您的文档提问</translation>
  </message>
  <message>
   <source>C&amp;lear the conversation …</source>
   <translation>清空对话(&amp;L)……</translation>
  </message>
  <message>
   <source>Clear the conversation</source>
   <translation>清空对话</translation>
  </message>
  <message>
   <source>Conversation exported to %1</source>
   <translation>对话已导出到 %1</translation>
  </message>
  <message>
   <source>De&amp;lete session</source>
   <translation>删除会话(&amp;L)</translation>
  </message>
  <message>
   <source>Delete</source>
   <translation>删除</translation>
  </message>
  <message>
   <source>Delete all questions and answers of “%1”? Its documents stay.</source>
   <translation>删除“%1”的所有问答？文档会保留。</translation>
  </message>
  <message>
   <source>Delete this answer?</source>
   <translation>要删除这个回答吗？</translation>
  </message>
  <message>
   <source>Delete this question and its answer?</source>
   <translation>要删除这个问题及其回答吗？</translation>
  </message>
  <message>
   <source>Documents (*.pdf *.epub *.txt *.text *.md *.markdown *.html *.htm *.xhtml);;All files (*)</source>
   <translation>文档 (*.pdf *.epub *.txt *.text *.md *.markdown *.html *.htm *.xhtml);;所有文件 (*)</translation>
  </message>
  <message>
   <source>Documents are being read. Wait until that is done, or cancel it.</source>
   <translation>正在读取文档。请等待完成或取消。</translation>
  </message>
  <message>
   <source>Documents are ready</source>
   <translation>文档已就绪</translation>
  </message>
  <message>
   <source>Drop to add to this session</source>
   <translation>松开即可添加到此会话</translation>
  </message>
  <message>
   <source>Duplicate</source>
   <translation>复制一份</translation>
  </message>
  <message>
   <source>E&amp;xport the conversation …</source>
   <translation>导出对话(&amp;X)……</translation>
  </message>
  <message>
   <source>Export the conversation</source>
   <translation>导出对话</translation>
  </message>
  <message>
   <source>Export the session</source>
   <translation>导出会话</translation>
  </message>
  <message>
   <source>Export …</source>
   <translation>导出……</translation>
  </message>
  <message>
   <source>Import a session</source>
   <translation>导入会话</translation>
  </message>
  <message>
   <source>It goes on in the background and can be cancelled. Until it is complete, questions are answered with “%1” as before.</source>
   <translation>此操作在后台进行，可以取消。完成之前，问题仍用“%1”回答。</translation>
  </message>
  <message numerus="yes">
   <source>Let “%1” read the %n passage(s) of “%2”?</source>
   <translation>
    <numerusform>让“%1”读取“%2”的 %n 个段落？</numerusform>
   </translation>
  </message>
  <message>
   <source>Markdown (*.md);;Web page (*.html);;PDF (*.pdf)</source>
   <translation>Markdown (*.md);;网页 (*.html);;PDF (*.pdf)</translation>
  </message>
  <message>
   <source>MemLong sessions (*.memlong)</source>
   <translation>MemLong 会话 (*.memlong)</translation>
  </message>
  <message>
   <source>Memory</source>
   <translation>记忆</translation>
  </message>
  <message>
   <source>My documents</source>
   <translation>我的文档</translation>
  </message>
  <message>
   <source>Name of the session:</source>
   <translation>会话名称：</translation>
  </message>
  <message>
   <source>New session</source>
   <translation>新建会话</translation>
  </message>
  <message>
   <source>Open</source>
   <translation>打开</translation>
  </message>
  <message>
   <source>Open a session to ask about its documents</source>
   <translation>打开会话以就其文档提问</translation>
  </message>
  <message>
   <source>Otherwise it reads passages when an answer needs them, which makes the first answers slower.</source>
   <translation>否则它会在回答需要时再读取段落，最初的回答会较慢。</translation>
  </message>
  <message>
   <source>Otherwise it reads passages when an answer needs them, which makes the first answers slower. What “%1” read is kept: going back to it takes nothing.</source>
   <translation>否则它会在回答需要时再读取段落，最初的回答会较慢。“%1”已读取的内容会保留：换回去无需重新读取。</translation>
  </message>
  <message>
   <source>Page</source>
   <translation>页面</translation>
  </message>
  <message>
   <source>Page and memory</source>
   <translation>页面和记忆</translation>
  </message>
  <message>
   <source>Passages are being read already. Wait until that is done, or cancel it.</source>
   <translation>正在读取段落。请等待完成或取消。</translation>
  </message>
  <message>
   <source>Pause or go &amp;on</source>
   <translation>暂停或继续(&amp;O)</translation>
  </message>
  <message>
   <source>Read now</source>
   <translation>立即读取</translation>
  </message>
  <message>
   <source>Read them</source>
   <translation>读取</translation>
  </message>
  <message>
   <source>Reading “%1”</source>
   <translation>正在读取“%1”</translation>
  </message>
  <message>
   <source>Remove the document</source>
   <translation>移除文档</translation>
  </message>
  <message>
   <source>Remove “%1” from this session? The file itself stays where it is; answers keep their quotes.</source>
   <translation>从此会话移除“%1”？文件本身不受影响；回答会保留其引文。</translation>
  </message>
  <message>
   <source>Rename</source>
   <translation>重命名</translation>
  </message>
  <message>
   <source>Se&amp;ttings …</source>
   <translation>设置(&amp;T)……</translation>
  </message>
  <message>
   <source>Show the &amp;memory behind the answer</source>
   <translation>显示回答所用的记忆(&amp;M)</translation>
  </message>
  <message>
   <source>Show the memory map</source>
   <translation>显示记忆地图</translation>
  </message>
  <message>
   <source>Show the page</source>
   <translation>显示页面</translation>
  </message>
  <message>
   <source>Stopped. “%1” stays as it was.</source>
   <translation>已停止。“%1”保持原样。</translation>
  </message>
  <message>
   <source>The passages are ready</source>
   <translation>段落已就绪</translation>
  </message>
  <message>
   <source>The passages of “%1” are ready</source>
   <translation>“%1”的段落已就绪</translation>
  </message>
  <message>
   <source>Undo</source>
   <translation>撤销</translation>
  </message>
  <message>
   <source>When needed</source>
   <translation>需要时</translation>
  </message>
  <message>
   <source>page %1</source>
   <translation>第 %1 页</translation>
  </message>
  <message>
   <source>paused</source>
   <translation>已暂停</translation>
  </message>
  <message numerus="yes">
   <source>“%1” answers from now on. Shall it read the %n passage(s) of “%2” now?</source>
   <translation>
    <numerusform>今后由“%1”回答。现在就让它读取“%2”的 %n 个段落吗？</numerusform>
   </translation>
  </message>
  <message>
   <source>“%1” deleted</source>
   <translation>已删除“%1”</translation>
  </message>
  <message>
   <source>“%1” exported to %2</source>
   <translation>“%1”已导出到 %2</translation>
  </message>
  <message>
   <source>“%1” is ready</source>
   <translation>“%1”已就绪</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::MapLegend</name>
  <message>
   <source>in the archive</source>
   <translation>在归档中</translation>
  </message>
  <message>
   <source>never retrieved</source>
   <translation>从未被检索</translation>
  </message>
  <message>
   <source>pinned</source>
   <translation>已固定</translation>
  </message>
  <message>
   <source>retrieved most often</source>
   <translation>检索最多</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::MemoryInspector</name>
  <message>
   <source>Compare</source>
   <translation>比较</translation>
  </message>
  <message>
   <source>Memory</source>
   <translation>记忆</translation>
  </message>
  <message>
   <source>Memory inspector</source>
   <translation>记忆检查器</translation>
  </message>
  <message>
   <source>Retrieved</source>
   <translation>检索结果</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::MemoryPane</name>
  <message>
   <source>Choose a cell to see its chunk.</source>
   <translation>选择一格以查看其片段。</translation>
  </message>
  <message>
   <source>Pin</source>
   <translation>固定</translation>
  </message>
  <message>
   <source>Show page</source>
   <translation>显示页面</translation>
  </message>
  <message>
   <source>Unpin</source>
   <translation>取消固定</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::ModelsDialog</name>
  <message>
   <source>Adding a model …</source>
   <translation>正在添加模型…</translation>
  </message>
  <message>
   <source>Models</source>
   <translation>模型</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::ModelsModel</name>
  <message>
   <source>%1, in use</source>
   <translation>%1，使用中</translation>
  </message>
  <message>
   <source>Finds passages by meaning. Switching to it re-encodes the documents of a session.</source>
   <translation>按含义查找段落。切换后会重新编码会话的文档。</translation>
  </message>
  <message>
   <source>Kind</source>
   <translation>类型</translation>
  </message>
  <message>
   <source>Language model</source>
   <translation>语言模型</translation>
  </message>
  <message>
   <source>Licence</source>
   <translation>许可证</translation>
  </message>
  <message>
   <source>Name</source>
   <translation>名称</translation>
  </message>
  <message>
   <source>Parameters</source>
   <translation>参数</translation>
  </message>
  <message>
   <source>Reads the question together with each of the best passages and puts them in order. Finds better; takes seconds without a graphics card.</source>
   <translation>将问题与每个最佳段落一起阅读并重新排序。检索更准确；没有显卡时需要数秒。</translation>
  </message>
  <message>
   <source>Reranker</source>
   <translation>重排序模型</translation>
  </message>
  <message>
   <source>Retriever</source>
   <translation>检索模型</translation>
  </message>
  <message>
   <source>Size</source>
   <translation>大小</translation>
  </message>
  <message>
   <source>Writes answers and keeps documents in its memory. Switching to it re-encodes the documents of a session.</source>
   <translation>撰写回答并把文档保存在记忆中。切换后会重新编码会话的文档。</translation>
  </message>
  <message>
   <source>not stated</source>
   <translation>未注明</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::ModelsView</name>
  <message>
   <source>&amp;Adapter:</source>
   <translation>适配器(&amp;A)：</translation>
  </message>
  <message>
   <source>&amp;Device:</source>
   <translation>设备(&amp;D)：</translation>
  </message>
  <message>
   <source>&amp;Precision:</source>
   <translation>精度(&amp;P)：</translation>
  </message>
  <message>
   <source>16 bit (bf16)</source>
   <translation>16 位 (bf16)</translation>
  </message>
  <message>
   <source>16 bit (f16)</source>
   <translation>16 位 (f16)</translation>
  </message>
  <message>
   <source>32 bit (exact)</source>
   <translation>32 位（精确）</translation>
  </message>
  <message>
   <source>8 bit (smallest)</source>
   <translation>8 位（最小）</translation>
  </message>
  <message>
   <source>Add from this computer…</source>
   <translation>从这台电脑添加…</translation>
  </message>
  <message>
   <source>Automatic</source>
   <translation>自动</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>取消</translation>
  </message>
  <message>
   <source>Checking the model…</source>
   <translation>正在检查模型…</translation>
  </message>
  <message>
   <source>Choose a model to see what it can do.</source>
   <translation>选择一个模型以查看其能力。</translation>
  </message>
  <message>
   <source>Choose the folder of a PEFT adapter (LoRA)</source>
   <translation>选择 PEFT 适配器 (LoRA) 文件夹</translation>
  </message>
  <message>
   <source>Copying the model…</source>
   <translation>正在复制模型…</translation>
  </message>
  <message>
   <source>Download…</source>
   <translation>下载…</translation>
  </message>
  <message>
   <source>Folder of an adapter</source>
   <translation>适配器文件夹</translation>
  </message>
  <message>
   <source>Go without it</source>
   <translation>停用</translation>
  </message>
  <message>
   <source>Graphics card %1 (CUDA)</source>
   <translation>显卡 %1 (CUDA)</translation>
  </message>
  <message>
   <source>Graphics card (CUDA)</source>
   <translation>显卡 (CUDA)</translation>
  </message>
  <message>
   <source>In use</source>
   <translation>使用中</translation>
  </message>
  <message>
   <source>It comes with the program</source>
   <translation>随程序提供</translation>
  </message>
  <message>
   <source>It is in use</source>
   <translation>正在使用</translation>
  </message>
  <message>
   <source>Loading the model…</source>
   <translation>正在加载模型…</translation>
  </message>
  <message>
   <source>Models</source>
   <translation>模型</translation>
  </message>
  <message>
   <source>Processor (CPU)</source>
   <translation>处理器 (CPU)</translation>
  </message>
  <message>
   <source>Progress</source>
   <translation>进度</translation>
  </message>
  <message>
   <source>Remove the model?</source>
   <translation>移除模型？</translation>
  </message>
  <message>
   <source>Remove…</source>
   <translation>移除…</translation>
  </message>
  <message>
   <source>Use no adapter</source>
   <translation>不使用适配器</translation>
  </message>
  <message>
   <source>Use this model</source>
   <translation>使用此模型</translation>
  </message>
  <message>
   <source>Use this reranker</source>
   <translation>使用此重排序模型</translation>
  </message>
  <message>
   <source>Use this retriever</source>
   <translation>使用此检索模型</translation>
  </message>
  <message>
   <source>none</source>
   <translation>无</translation>
  </message>
  <message>
   <source>“%1” (%2) is deleted from this computer.</source>
   <translation>“%1”（%2）将从这台电脑删除。</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::PageCanvas</name>
  <message>
   <source>Page %1</source>
   <translation>第 %1 页</translation>
  </message>
  <message>
   <source>Pages</source>
   <translation>页</translation>
  </message>
  <message>
   <source>The page could not be drawn.</source>
   <translation>无法绘制此页。</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::PageView</name>
  <message>
   <source>Ask about this selection</source>
   <translation>就所选内容提问</translation>
  </message>
  <message>
   <source>Back</source>
   <translation>后退</translation>
  </message>
  <message>
   <source>Click a citation to see its page here, or open a document from the list.</source>
   <translation>点击引文可在此查看其页面，或从列表打开文档。</translation>
  </message>
  <message>
   <source>Contents</source>
   <translation>目录</translation>
  </message>
  <message>
   <source>Copy</source>
   <translation>复制</translation>
  </message>
  <message>
   <source>Document</source>
   <translation>文档</translation>
  </message>
  <message>
   <source>Enter password…</source>
   <translation>输入密码…</translation>
  </message>
  <message>
   <source>Find in this document</source>
   <translation>在此文档中查找</translation>
  </message>
  <message>
   <source>Fit the page</source>
   <translation>适合页面</translation>
  </message>
  <message>
   <source>Fit the width</source>
   <translation>适合宽度</translation>
  </message>
  <message>
   <source>Next page</source>
   <translation>下一页</translation>
  </message>
  <message>
   <source>Nothing of this document has been read yet.</source>
   <translation>尚未读取此文档的任何内容。</translation>
  </message>
  <message>
   <source>Opening</source>
   <translation>正在打开</translation>
  </message>
  <message>
   <source>Opening “%1”…</source>
   <translation>正在打开“%1”…</translation>
  </message>
  <message>
   <source>Page</source>
   <translation>页面</translation>
  </message>
  <message>
   <source>Password</source>
   <translation>密码</translation>
  </message>
  <message>
   <source>Password of “%1”:</source>
   <translation>“%1”的密码：</translation>
  </message>
  <message>
   <source>Previous page</source>
   <translation>上一页</translation>
  </message>
  <message>
   <source>Zoom</source>
   <translation>缩放</translation>
  </message>
  <message>
   <source>Zoom in</source>
   <translation>放大</translation>
  </message>
  <message>
   <source>Zoom out</source>
   <translation>缩小</translation>
  </message>
  <message>
   <source>of %1</source>
   <translation>/ %1</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::Phrases</name>
  <message numerus="yes">
   <source>%n day(s) ago</source>
   <translation>
    <numerusform>%n 天前</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n hour(s) ago</source>
   <translation>
    <numerusform>%n 小时前</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n minute(s) ago</source>
   <translation>
    <numerusform>%n 分钟前</numerusform>
   </translation>
  </message>
  <message>
   <source>just now</source>
   <translation>刚刚</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::QuestionWidget</name>
  <message>
   <source>Ask again</source>
   <translation>再问一次</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>取消</translation>
  </message>
  <message>
   <source>Copy the question</source>
   <translation>复制问题</translation>
  </message>
  <message>
   <source>Delete question and answer</source>
   <translation>删除问题和回答</translation>
  </message>
  <message>
   <source>Edit and ask again</source>
   <translation>编辑并再次提问</translation>
  </message>
  <message>
   <source>Edit the question</source>
   <translation>编辑问题</translation>
  </message>
  <message>
   <source>Everything after this question is replaced.</source>
   <translation>此问题之后的内容将被替换。</translation>
  </message>
  <message>
   <source>Question</source>
   <translation>问题</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::QuoteCard</name>
  <message>
   <source>%1, page %2</source>
   <translation>%1，第 %2 页</translation>
  </message>
  <message>
   <source>Copy the quote</source>
   <translation>复制引文</translation>
  </message>
  <message>
   <source>Open the page</source>
   <translation>打开页面</translation>
  </message>
  <message>
   <source>Quote %1: %2. %3</source>
   <translation>引文 %1：%2。%3</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::Reencoder</name>
  <message>
   <source>Reading the passages of “%1” again …</source>
   <translation>正在重新读取“%1”的段落…</translation>
  </message>
  <message>
   <source>“%1” reads the passages of “%2” …</source>
   <translation>“%1”正在读取“%2”的段落…</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::RetrievedModel</name>
  <message>
   <source>At token</source>
   <translation>词元处</translation>
  </message>
  <message>
   <source>Both rankings joined</source>
   <translation>两种排名合并</translation>
  </message>
  <message>
   <source>Common words (BM25)</source>
   <translation>共同词语 (BM25)</translation>
  </message>
  <message>
   <source>Document</source>
   <translation>文档</translation>
  </message>
  <message>
   <source>How often this chunk has been retrieved so far</source>
   <translation>此片段至今被检索的次数</translation>
  </message>
  <message>
   <source>Layer %1</source>
   <translation>第 %1 层</translation>
  </message>
  <message>
   <source>Likeness of meaning (dense retrieval, inner product)</source>
   <translation>含义相似度（稠密检索，内积）</translation>
  </message>
  <message>
   <source>Meaning</source>
   <translation>含义</translation>
  </message>
  <message>
   <source>Page</source>
   <translation>页面</translation>
  </message>
  <message>
   <source>Place in the list; unchecked chunks are left out when asking again</source>
   <translation>列表中的位置；未勾选的片段再次提问时不使用</translation>
  </message>
  <message>
   <source>Rank</source>
   <translation>排名</translation>
  </message>
  <message>
   <source>Score</source>
   <translation>得分</translation>
  </message>
  <message>
   <source>Share of the attention of layer %1 that went to the chunk: where the model looked, not what it used</source>
   <translation>第 %1 层对此片段的注意力份额：表示模型关注之处，而非所用之处</translation>
  </message>
  <message>
   <source>The token of the answer at which the chunk was retrieved; 0: before the first</source>
   <translation>检索此片段时回答所在的词元；0：第一个词元之前</translation>
  </message>
  <message>
   <source>Uncheck to leave this chunk out when asking again</source>
   <translation>取消勾选，再次提问时不使用此片段</translation>
  </message>
  <message>
   <source>Used</source>
   <translation>使用</translation>
  </message>
  <message>
   <source>Words</source>
   <translation>词语</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::RetrievedPane</name>
  <message>
   <source>%1, page %2</source>
   <translation>%1，第 %2 页</translation>
  </message>
  <message>
   <source>Answer, coloured by the chunk it leant on</source>
   <translation>回答，按其依据的片段着色</translation>
  </message>
  <message>
   <source>Ask a question: the passages that were retrieved for the answer appear here, with their scores and where the model looked.</source>
   <translation>提出一个问题：为回答检索到的段落会显示在这里，附有得分和模型关注的位置。</translation>
  </message>
  <message numerus="yes">
   <source>Ask again without %n chunk(s)</source>
   <translation>
    <numerusform>去掉 %n 个片段再问一次</numerusform>
   </translation>
  </message>
  <message>
   <source>Ask again without the unchecked chunks</source>
   <translation>去掉未勾选的片段再问一次</translation>
  </message>
  <message>
   <source>Check all</source>
   <translation>全选</translation>
  </message>
  <message>
   <source>Choose a chunk to read it.</source>
   <translation>选择一个片段以阅读。</translation>
  </message>
  <message>
   <source>Colours show where the model looked. Whether it used a chunk shows when you leave it out and ask again.</source>
   <translation>颜色表示模型关注的位置。去掉某片段再问一次，才能看出是否真正用到它。</translation>
  </message>
  <message>
   <source>Pin</source>
   <translation>固定</translation>
  </message>
  <message>
   <source>Retrieved chunks</source>
   <translation>检索到的片段</translation>
  </message>
  <message>
   <source>Show page</source>
   <translation>显示页面</translation>
  </message>
  <message>
   <source>Text of the chunk</source>
   <translation>片段文本</translation>
  </message>
  <message>
   <source>The colour is of the chunk that the whole answer looked at most: which words looked where is not kept with an answer.</source>
   <translation>颜色对应整个回答最关注的片段：各个词关注何处不随回答保存。</translation>
  </message>
  <message>
   <source>Unpin</source>
   <translation>取消固定</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::SessionCatalog</name>
  <message>
   <source>Documents are being read into “%1”. Cancel that first, or wait until it is done.</source>
   <translation>正在向“%1”读入文档。请先取消，或等待完成。</translation>
  </message>
  <message>
   <source>Duplicating “%1” …</source>
   <translation>正在复制“%1”……</translation>
  </message>
  <message>
   <source>Exporting “%1” …</source>
   <translation>正在导出“%1”……</translation>
  </message>
  <message>
   <source>Importing “%1” …</source>
   <translation>正在导入“%1”……</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::SessionsModel</name>
  <message>
   <source>%1
%2 passages, %3 tokens, %4 messages
%5 on disk</source>
   <translation>%1
%2 个段落，%3 个词元，%4 条消息
占用磁盘 %5</translation>
  </message>
  <message>
   <source>%1 passages</source>
   <translation>%1 个段落</translation>
  </message>
  <message>
   <source>Cannot be read</source>
   <translation>无法读取</translation>
  </message>
  <message>
   <source>Empty</source>
   <translation>空</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::SessionsPane</name>
  <message>
   <source>New session</source>
   <translation>新建会话</translation>
  </message>
  <message>
   <source>No session matches “%1”.</source>
   <translation>没有与“%1”匹配的会话。</translation>
  </message>
  <message>
   <source>No sessions yet. A session holds documents and the conversation about them.</source>
   <translation>还没有会话。会话包含文档以及相关对话。</translation>
  </message>
  <message>
   <source>Search sessions</source>
   <translation>搜索会话</translation>
  </message>
  <message>
   <source>Sessions</source>
   <translation>会话</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::SettingsDialog</name>
  <message>
   <source> pt</source>
   <translation> pt</translation>
  </message>
  <message>
   <source> tokens</source>
   <translation> 词元</translation>
  </message>
  <message>
   <source>256 tokens – more exact</source>
   <translation>256 词元 – 更精确</translation>
  </message>
  <message>
   <source>512 tokens – more context</source>
   <translation>512 词元 – 更多上下文</translation>
  </message>
  <message>
   <source>A session keeps the size that it was made with; nothing is read again.</source>
   <translation>会话保持创建时的大小；不会重新读取。</translation>
  </message>
  <message>
   <source>All</source>
   <translation>全部</translation>
  </message>
  <message>
   <source>Another font than the desktop's</source>
   <translation>使用与桌面不同的字体</translation>
  </message>
  <message>
   <source>Another language takes effect with the next start.</source>
   <translation>更改语言将在下次启动时生效。</translation>
  </message>
  <message>
   <source>Answer from</source>
   <translation>回答依据</translation>
  </message>
  <message>
   <source>Answers</source>
   <translation>回答</translation>
  </message>
  <message>
   <source>Automatic</source>
   <translation>自动</translation>
  </message>
  <message>
   <source>By meaning</source>
   <translation>按含义</translation>
  </message>
  <message>
   <source>By meaning and by words</source>
   <translation>按含义和词语</translation>
  </message>
  <message>
   <source>By words</source>
   <translation>按词语</translation>
  </message>
  <message>
   <source>Dark</source>
   <translation>深色</translation>
  </message>
  <message>
   <source>Documents and memory</source>
   <translation>文档和记忆</translation>
  </message>
  <message>
   <source>Earlier questions and answers belong to the question</source>
   <translation>将之前的问答作为问题的一部分</translation>
  </message>
  <message>
   <source>Find passages</source>
   <translation>查找段落</translation>
  </message>
  <message>
   <source>Font</source>
   <translation>字体</translation>
  </message>
  <message>
   <source>Font size</source>
   <translation>字号</translation>
  </message>
  <message>
   <source>Language</source>
   <translation>语言</translation>
  </message>
  <message>
   <source>Language of scanned pages</source>
   <translation>扫描页的语言</translation>
  </message>
  <message>
   <source>Light</source>
   <translation>浅色</translation>
  </message>
  <message>
   <source>Like the desktop</source>
   <translation>跟随桌面</translation>
  </message>
  <message>
   <source>Longest answer, in tokens</source>
   <translation>最长回答（词元）</translation>
  </message>
  <message>
   <source>Memory</source>
   <translation>记忆</translation>
  </message>
  <message>
   <source>Memory and passages</source>
   <translation>记忆和段落</translation>
  </message>
  <message>
   <source>Memory budget</source>
   <translation>记忆预算</translation>
  </message>
  <message>
   <source>Memory budget of this session</source>
   <translation>此会话的记忆预算</translation>
  </message>
  <message>
   <source>Passages for an answer</source>
   <translation>每个回答的段落数</translation>
  </message>
  <message>
   <source>Passages in the prompt</source>
   <translation>提示中的段落</translation>
  </message>
  <message>
   <source>Passages of new sessions</source>
   <translation>新会话的段落</translation>
  </message>
  <message>
   <source>Processors to use</source>
   <translation>使用的处理器数</translation>
  </message>
  <message>
   <source>Program</source>
   <translation>程序</translation>
  </message>
  <message>
   <source>Quotes only</source>
   <translation>仅引文</translation>
  </message>
  <message>
   <source>Repetition penalty</source>
   <translation>重复惩罚</translation>
  </message>
  <message>
   <source>Seed</source>
   <translation>随机种子</translation>
  </message>
  <message>
   <source>Settings</source>
   <translation>设置</translation>
  </message>
  <message>
   <source>Tell me when documents are ready and the window is not in front</source>
   <translation>文档就绪且窗口不在前台时通知我</translation>
  </message>
  <message>
   <source>Temperature</source>
   <translation>温度</translation>
  </message>
  <message>
   <source>Theme</source>
   <translation>主题</translation>
  </message>
  <message>
   <source>Top k</source>
   <translation>Top k</translation>
  </message>
  <message>
   <source>Top p</source>
   <translation>Top p</translation>
  </message>
  <message>
   <source>What does not fit stays on disk, can be found as before, and comes back when it is needed.</source>
   <translation>放不下的内容留在磁盘上，仍可检索，需要时会再次载入。</translation>
  </message>
  <message>
   <source>What text recognition reads, by the names of Tesseract: eng, deu or chi_sim; deu+fra for two. It has to be installed.</source>
   <translation>文字识别所用的语言，按 Tesseract 的名称填写：eng、deu 或 chi_sim；两种语言写作 deu+fra。所需语言须已安装。</translation>
  </message>
  <message>
   <source>With temperature 0 the same question gets the same answer.</source>
   <translation>温度为 0 时，相同的问题得到相同的回答。</translation>
  </message>
  <message>
   <source>no limit</source>
   <translation>不限</translation>
  </message>
  <message>
   <source>random</source>
   <translation>随机</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::TaskStrip</name>
  <message numerus="yes">
   <source>%n more</source>
   <translation>
    <numerusform>另有 %n 项</numerusform>
   </translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>取消</translation>
  </message>
  <message>
   <source>Progress</source>
   <translation>进度</translation>
  </message>
  <message>
   <source>Stopping …</source>
   <translation>正在停止…</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::TextView</name>
  <message>
   <source>Text of the document</source>
   <translation>文档文本</translation>
  </message>
 </context>
</TS>

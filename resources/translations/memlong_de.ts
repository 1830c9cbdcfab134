<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
 <context>
  <name>main</name>
  <message>
   <source>Ask questions across book-length documents.</source>
   <translation>Fragen an lange Dokumente stellen.</translation>
  </message>
  <message>
   <source>Documents or .memlong sessions.</source>
   <translation>Dokumente oder .memlong-Sitzungen.</translation>
  </message>
  <message>
   <source>Where sessions and models are kept.</source>
   <translation>Wo Sitzungen und Modelle liegen.</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::AnswerSummary</name>
  <message numerus="yes">
   <source>%n token(s) in %1</source>
   <translation>
    <numerusform>%n Token in %1</numerusform>
    <numerusform>%n Token in %1</numerusform>
   </translation>
  </message>
  <message>
   <source>first word after %1</source>
   <translation>erstes Wort nach %1</translation>
  </message>
  <message>
   <source>found in %1</source>
   <translation>gefunden in %1</translation>
  </message>
  <message>
   <source>from passages in the prompt</source>
   <translation>aus Textstellen in der Eingabe</translation>
  </message>
  <message>
   <source>quotes only</source>
   <translation>nur Zitate</translation>
  </message>
  <message>
   <source>through memory</source>
   <translation>über das Gedächtnis</translation>
  </message>
  <message>
   <source>through memory and prompt</source>
   <translation>über Gedächtnis und Eingabe</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::AnswerWidget</name>
  <message>
   <source>%1 tokens/s</source>
   <translation>%1 Token/s</translation>
  </message>
  <message numerus="yes">
   <source>%n passage(s) masked</source>
   <translation>
    <numerusform>%n Textstelle ausgeblendet</numerusform>
    <numerusform>%n Textstellen ausgeblendet</numerusform>
   </translation>
  </message>
  <message>
   <source>All in all %1</source>
   <translation>Insgesamt %1</translation>
  </message>
  <message>
   <source>Answer</source>
   <translation>Antwort</translation>
  </message>
  <message>
   <source>Answer again</source>
   <translation>Noch einmal antworten</translation>
  </message>
  <message>
   <source>Copy the answer</source>
   <translation>Antwort kopieren</translation>
  </message>
  <message>
   <source>Delete the answer</source>
   <translation>Antwort löschen</translation>
  </message>
  <message>
   <source>From your documents</source>
   <translation>Aus Ihren Dokumenten</translation>
  </message>
  <message>
   <source>Memory</source>
   <translation>Gedächtnis</translation>
  </message>
  <message>
   <source>Memory and passages</source>
   <translation>Gedächtnis und Textstellen</translation>
  </message>
  <message>
   <source>Nothing in this session's documents fits the question.</source>
   <translation>In den Dokumenten dieser Sitzung passt nichts zur Frage.</translation>
  </message>
  <message>
   <source>Passages in the prompt</source>
   <translation>Textstellen in der Eingabe</translation>
  </message>
  <message>
   <source>Quotes only</source>
   <translation>Nur Zitate</translation>
  </message>
  <message>
   <source>Searching your documents …</source>
   <translation>Ihre Dokumente werden durchsucht …</translation>
  </message>
  <message numerus="yes">
   <source>Show %n more quote(s)</source>
   <translation>
    <numerusform>%n weiteres Zitat zeigen</numerusform>
    <numerusform>%n weitere Zitate zeigen</numerusform>
   </translation>
  </message>
  <message>
   <source>Show the memory behind this answer</source>
   <translation>Das Gedächtnis hinter dieser Antwort zeigen</translation>
  </message>
  <message>
   <source>Stopped before there was an answer.</source>
   <translation>Angehalten, bevor es eine Antwort gab.</translation>
  </message>
  <message>
   <source>Stopped. What had been said is kept.</source>
   <translation>Angehalten. Was schon da war, bleibt erhalten.</translation>
  </message>
  <message>
   <source>The language model “%1” is not there any more. The quotes do not need one; for an answer choose another one under Models.</source>
   <translation>Das Sprachmodell „%1“ gibt es nicht mehr. Die Zitate brauchen keines; wählen Sie für eine Antwort unter Modelle ein anderes.</translation>
  </message>
  <message>
   <source>There is no language model yet, so these are quotes only. Add one under Models.</source>
   <translation>Noch gibt es kein Sprachmodell, daher nur Zitate. Fügen Sie unter Modelle eines hinzu.</translation>
  </message>
  <message>
   <source>What was read from the passages of this session is damaged, or of another retriever than the one in use. Choose Documents → Read the passages again; until then you can search by words only (Settings).</source>
   <translation>Was aus den Textstellen dieser Sitzung gelesen wurde, ist beschädigt oder von einem anderen Retriever als dem benutzten. Wählen Sie Dokumente → Textstellen neu lesen; bis dahin können Sie nur nach Wörtern suchen (Einstellungen).</translation>
  </message>
  <message>
   <source>Working</source>
   <translation>In Arbeit</translation>
  </message>
  <message>
   <source>first word after %1</source>
   <translation>erstes Wort nach %1</translation>
  </message>
  <message>
   <source>found in %1</source>
   <translation>gefunden in %1</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::AttendedParts</name>
  <message>
   <source>no. %1 with %2 %</source>
   <translation>Nr. %1 mit %2 %</translation>
  </message>
  <message>
   <source>“%1” looked at %2</source>
   <translation>„%1“ blickte auf %2</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::BookMap</name>
  <message>
   <source>%1, page %2</source>
   <translation>%1, Seite %2</translation>
  </message>
  <message>
   <source>%1, pages %2–%3</source>
   <translation>%1, Seiten %2–%3</translation>
  </message>
  <message numerus="yes">
   <source>%n token(s)</source>
   <translation>
    <numerusform>%n Token</numerusform>
    <numerusform>%n Token</numerusform>
   </translation>
  </message>
  <message>
   <source>Conversation</source>
   <translation>Gespräch</translation>
  </message>
  <message>
   <source>Map of the memory</source>
   <translation>Karte des Gedächtnisses</translation>
  </message>
  <message numerus="yes">
   <source>Pin %n chunk(s)</source>
   <translation>
    <numerusform>%n Abschnitt anheften</numerusform>
    <numerusform>%n Abschnitte anheften</numerusform>
   </translation>
  </message>
  <message>
   <source>Show in the document</source>
   <translation>Im Dokument zeigen</translation>
  </message>
  <message>
   <source>The memory is empty. Add a document to fill it.</source>
   <translation>Das Gedächtnis ist leer. Fügen Sie ein Dokument hinzu.</translation>
  </message>
  <message numerus="yes">
   <source>Unpin %n chunk(s)</source>
   <translation>
    <numerusform>%n Abschnitt lösen</numerusform>
    <numerusform>%n Abschnitte lösen</numerusform>
   </translation>
  </message>
  <message>
   <source>in memory</source>
   <translation>im Gedächtnis</translation>
  </message>
  <message>
   <source>in the archive</source>
   <translation>im Archiv</translation>
  </message>
  <message>
   <source>never retrieved</source>
   <translation>nie gefunden</translation>
  </message>
  <message>
   <source>not encoded for this model</source>
   <translation>für dieses Modell nicht kodiert</translation>
  </message>
  <message>
   <source>pinned</source>
   <translation>angeheftet</translation>
  </message>
  <message numerus="yes">
   <source>retrieved %n time(s)</source>
   <translation>
    <numerusform>%n-mal gefunden</numerusform>
    <numerusform>%n-mal gefunden</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::BudgetGauge</name>
  <message>
   <source>%1 of %2 tokens · %3 · %4 of %5 chunks</source>
   <translation>%1 von %2 Token · %3 · %4 von %5 Abschnitten</translation>
  </message>
  <message numerus="yes">
   <source>%n chunk(s) moved to the archive so far</source>
   <translation>
    <numerusform>Bisher %n Abschnitt ins Archiv verschoben</numerusform>
    <numerusform>Bisher %n Abschnitte ins Archiv verschoben</numerusform>
   </translation>
  </message>
  <message>
   <source>Change budget…</source>
   <translation>Budget ändern …</translation>
  </message>
  <message>
   <source>How many tokens may stay in memory; the rest stays in the archive and is still found</source>
   <translation>Wie viele Token im Gedächtnis bleiben dürfen; der Rest bleibt im Archiv und wird weiter gefunden</translation>
  </message>
  <message>
   <source>Memory budget</source>
   <translation>Gedächtnisbudget</translation>
  </message>
  <message>
   <source>Memory in use</source>
   <translation>Belegtes Gedächtnis</translation>
  </message>
  <message>
   <source>Nothing is in memory yet.</source>
   <translation>Noch ist nichts im Gedächtnis.</translation>
  </message>
  <message>
   <source>Tokens that may stay in memory:</source>
   <translation>Token, die im Gedächtnis bleiben dürfen:</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::ChatExport</name>
  <message>
   <source>%1, page %2</source>
   <translation>%1, Seite %2</translation>
  </message>
  <message>
   <source>Answer</source>
   <translation>Antwort</translation>
  </message>
  <message>
   <source>Question</source>
   <translation>Frage</translation>
  </message>
  <message>
   <source>a conversation can be saved as .md, .html or .pdf, not as “%1”</source>
   <translation>Ein Gespräch kann als .md, .html oder .pdf gespeichert werden, nicht als „%1“</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::ChatView</name>
  <message>
   <source>Conversation</source>
   <translation>Gespräch</translation>
  </message>
  <message>
   <source>Show earlier messages</source>
   <translation>Frühere Nachrichten zeigen</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::CommandPalette</name>
  <message>
   <source>Command</source>
   <translation>Befehl</translation>
  </message>
  <message>
   <source>Command palette</source>
   <translation>Befehlspalette</translation>
  </message>
  <message>
   <source>Commands</source>
   <translation>Befehle</translation>
  </message>
  <message>
   <source>What would you like to do?</source>
   <translation>Was möchten Sie tun?</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::ComparePane</name>
  <message>
   <source>*Asking again…*</source>
   <translation>*Es wird noch einmal gefragt …*</translation>
  </message>
  <message>
   <source>Answer with all chunks</source>
   <translation>Antwort mit allen Abschnitten</translation>
  </message>
  <message>
   <source>Answer without the masked chunks</source>
   <translation>Antwort ohne die ausgeblendeten Abschnitte</translation>
  </message>
  <message>
   <source>The answer is the same: it did not need these chunks.</source>
   <translation>Die Antwort ist dieselbe: Sie brauchte diese Abschnitte nicht.</translation>
  </message>
  <message>
   <source>Uncheck chunks in the list of retrieved ones and ask again: both answers then stand here side by side, what changed in colour.</source>
   <translation>Wählen Sie in der Liste Abschnitte ab und fragen Sie noch einmal: Beide Antworten stehen dann hier nebeneinander, Änderungen in Farbe.</translation>
  </message>
  <message>
   <source>With all chunks</source>
   <translation>Mit allen Abschnitten</translation>
  </message>
  <message numerus="yes">
   <source>Without %n chunk(s)</source>
   <translation>
    <numerusform>Ohne %n Abschnitt</numerusform>
    <numerusform>Ohne %n Abschnitte</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::Composer</name>
  <message>
   <source>Add documents</source>
   <translation>Dokumente hinzufügen</translation>
  </message>
  <message>
   <source>Ask</source>
   <translation>Fragen</translation>
  </message>
  <message>
   <source>Ask (Return)</source>
   <translation>Fragen (Eingabe)</translation>
  </message>
  <message>
   <source>Automatic</source>
   <translation>Automatisch</translation>
  </message>
  <message>
   <source>How the answer uses your documents</source>
   <translation>Wie die Antwort Ihre Dokumente nutzt</translation>
  </message>
  <message>
   <source>How to answer</source>
   <translation>Art der Antwort</translation>
  </message>
  <message>
   <source>Memory</source>
   <translation>Gedächtnis</translation>
  </message>
  <message>
   <source>Memory and passages</source>
   <translation>Gedächtnis und Textstellen</translation>
  </message>
  <message>
   <source>Passages in the prompt</source>
   <translation>Textstellen in der Eingabe</translation>
  </message>
  <message>
   <source>Question</source>
   <translation>Frage</translation>
  </message>
  <message>
   <source>Quotes only</source>
   <translation>Nur Zitate</translation>
  </message>
  <message>
   <source>Sentences from your documents, nothing generated</source>
   <translation>Sätze aus Ihren Dokumenten, nichts Erzeugtes</translation>
  </message>
  <message>
   <source>Stop</source>
   <translation>Anhalten</translation>
  </message>
  <message>
   <source>Stop (Esc)</source>
   <translation>Anhalten (Esc)</translation>
  </message>
  <message>
   <source>The model attends to the memory of your documents</source>
   <translation>Das Modell blickt in das Gedächtnis Ihrer Dokumente</translation>
  </message>
  <message>
   <source>The passages found are put before the question</source>
   <translation>Die gefundenen Textstellen stehen vor der Frage</translation>
  </message>
  <message>
   <source>What suits the model best</source>
   <translation>Was zum Modell am besten passt</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::Conversation</name>
  <message>
   <source>Documents are being read. Wait until that is done, or cancel it.</source>
   <translation>Es werden Dokumente gelesen. Warten Sie, bis das fertig ist, oder brechen Sie es ab.</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::DocumentsModel</name>
  <message>
   <source>%1 tokens a second</source>
   <translation>%1 Token je Sekunde</translation>
  </message>
  <message numerus="yes">
   <source>%n page(s)</source>
   <translation>
    <numerusform>%n Seite</numerusform>
    <numerusform>%n Seiten</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n page(s) unreadable</source>
   <translation>
    <numerusform>%n Seite unlesbar</numerusform>
    <numerusform>%n Seiten unlesbar</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n passage(s)</source>
   <translation>
    <numerusform>%n Textstelle</numerusform>
    <numerusform>%n Textstellen</numerusform>
   </translation>
  </message>
  <message>
   <source>Adding to memory</source>
   <translation>Wird aufgenommen</translation>
  </message>
  <message>
   <source>Cancelled</source>
   <translation>Abgebrochen</translation>
  </message>
  <message>
   <source>Failed</source>
   <translation>Fehlgeschlagen</translation>
  </message>
  <message>
   <source>File not found – still answers</source>
   <translation>Datei fehlt – antwortet weiter</translation>
  </message>
  <message>
   <source>Interrupted – can go on</source>
   <translation>Unterbrochen – kann weitergehen</translation>
  </message>
  <message>
   <source>Needs a password</source>
   <translation>Braucht ein Passwort</translation>
  </message>
  <message>
   <source>Paused</source>
   <translation>Angehalten</translation>
  </message>
  <message>
   <source>Paused at %1 %</source>
   <translation>Angehalten bei %1 %</translation>
  </message>
  <message>
   <source>Reading</source>
   <translation>Wird gelesen</translation>
  </message>
  <message>
   <source>Scanned – no text yet</source>
   <translation>Gescannt – noch ohne Text</translation>
  </message>
  <message>
   <source>Waiting</source>
   <translation>Wartet</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::DocumentsPane</name>
  <message>
   <source>Add documents</source>
   <translation>Dokumente hinzufügen</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>Abbrechen</translation>
  </message>
  <message>
   <source>Cancel all</source>
   <translation>Alle abbrechen</translation>
  </message>
  <message>
   <source>Documents</source>
   <translation>Dokumente</translation>
  </message>
  <message>
   <source>Documents (%1)</source>
   <translation>Dokumente (%1)</translation>
  </message>
  <message>
   <source>Drop PDF, EPUB, text, Markdown or HTML files here.</source>
   <translation>PDF-, EPUB-, Text-, Markdown- oder HTML-Dateien hierher ziehen.</translation>
  </message>
  <message>
   <source>Enter the password …</source>
   <translation>Passwort eingeben …</translation>
  </message>
  <message>
   <source>Go on</source>
   <translation>Weiter</translation>
  </message>
  <message>
   <source>Go on reading</source>
   <translation>Weiterlesen</translation>
  </message>
  <message>
   <source>Open the folder</source>
   <translation>Ordner öffnen</translation>
  </message>
  <message>
   <source>Password</source>
   <translation>Passwort</translation>
  </message>
  <message>
   <source>Pause</source>
   <translation>Anhalten</translation>
  </message>
  <message>
   <source>Recognise the text (OCR)</source>
   <translation>Text erkennen (OCR)</translation>
  </message>
  <message>
   <source>Remove from the session …</source>
   <translation>Aus der Sitzung entfernen …</translation>
  </message>
  <message>
   <source>Show</source>
   <translation>Zeigen</translation>
  </message>
  <message>
   <source>Take off the list</source>
   <translation>Aus der Liste nehmen</translation>
  </message>
  <message>
   <source>Try again</source>
   <translation>Noch einmal versuchen</translation>
  </message>
  <message>
   <source>What is wrong?</source>
   <translation>Was ist das Problem?</translation>
  </message>
  <message>
   <source>“%1” is encrypted. Its password:</source>
   <translation>„%1“ ist verschlüsselt. Das Passwort:</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::DownloadDialog</name>
  <message>
   <source>%1 of %2</source>
   <translation>%1 von %2</translation>
  </message>
  <message>
   <source>%1 to download</source>
   <translation>%1 zu laden</translation>
  </message>
  <message>
   <source>%1, %2 are here already</source>
   <translation>%1, davon sind %2 schon da</translation>
  </message>
  <message>
   <source>%1/s</source>
   <translation>%1/s</translation>
  </message>
  <message>
   <source>%1; %2 are free on the disk</source>
   <translation>%1; %2 sind auf der Platte frei</translation>
  </message>
  <message>
   <source>&amp;Model:</source>
   <translation>&amp;Modell:</translation>
  </message>
  <message>
   <source>&amp;Name here:</source>
   <translation>&amp;Name hier:</translation>
  </message>
  <message>
   <source>&amp;Revision:</source>
   <translation>&amp;Revision:</translation>
  </message>
  <message>
   <source>Adding the model</source>
   <translation>Modell wird hinzugefügt</translation>
  </message>
  <message>
   <source>Ask the hub what this model consists of</source>
   <translation>Den Hub fragen, woraus dieses Modell besteht</translation>
  </message>
  <message>
   <source>Asking the hub…</source>
   <translation>Der Hub wird gefragt …</translation>
  </message>
  <message>
   <source>Checking %1</source>
   <translation>%1 wird geprüft</translation>
  </message>
  <message>
   <source>Connecting…</source>
   <translation>Verbindung wird aufgebaut …</translation>
  </message>
  <message>
   <source>Discard</source>
   <translation>Verwerfen</translation>
  </message>
  <message>
   <source>Discard the download?</source>
   <translation>Download verwerfen?</translation>
  </message>
  <message>
   <source>Download</source>
   <translation>Herunterladen</translation>
  </message>
  <message>
   <source>Download a model</source>
   <translation>Modell herunterladen</translation>
  </message>
  <message>
   <source>File</source>
   <translation>Datei</translation>
  </message>
  <message>
   <source>Files of the model</source>
   <translation>Dateien des Modells</translation>
  </message>
  <message>
   <source>From the Hugging Face hub. Nothing is fetched before you say so, and nothing of yours is sent there.</source>
   <translation>Vom Hugging Face Hub. Geladen wird erst, wenn Sie es sagen, und nichts von Ihnen wird dorthin gesendet.</translation>
  </message>
  <message>
   <source>Go on</source>
   <translation>Weiter</translation>
  </message>
  <message>
   <source>Licence: %1</source>
   <translation>Lizenz: %1</translation>
  </message>
  <message>
   <source>Look</source>
   <translation>Nachsehen</translation>
  </message>
  <message>
   <source>Pause</source>
   <translation>Anhalten</translation>
  </message>
  <message>
   <source>Paused. What has been fetched is kept, also when you close this window.</source>
   <translation>Angehalten. Was geladen ist, bleibt erhalten, auch wenn Sie dieses Fenster schließen.</translation>
  </message>
  <message>
   <source>Pausing…</source>
   <translation>Wird angehalten …</translation>
  </message>
  <message>
   <source>Progress of the download</source>
   <translation>Fortschritt des Downloads</translation>
  </message>
  <message>
   <source>Resume</source>
   <translation>Fortsetzen</translation>
  </message>
  <message>
   <source>Size</source>
   <translation>Größe</translation>
  </message>
  <message>
   <source>That does not fit. Free some space, then look again.</source>
   <translation>Das passt nicht. Schaffen Sie Platz und sehen Sie dann noch einmal nach.</translation>
  </message>
  <message>
   <source>The licence is not stated: read the model's page before you use it.</source>
   <translation>Die Lizenz ist nicht angegeben: Lesen Sie die Seite des Modells, bevor Sie es benutzen.</translation>
  </message>
  <message>
   <source>Unfinished downloads</source>
   <translation>Unfertige Downloads</translation>
  </message>
  <message>
   <source>What has been fetched so far (%1) is deleted.</source>
   <translation>Was bisher geladen wurde (%1), wird gelöscht.</translation>
  </message>
  <message>
   <source>as on the hub</source>
   <translation>wie im Hub</translation>
  </message>
  <message>
   <source>owner/name, or the address of its page</source>
   <translation>Besitzer/Name oder die Adresse der Seite</translation>
  </message>
  <message>
   <source>“%1” is ready to use.</source>
   <translation>„%1“ ist bereit.</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::EmptyState</name>
  <message>
   <source>Add documents …</source>
   <translation>Dokumente hinzufügen …</translation>
  </message>
  <message>
   <source>Add your first document</source>
   <translation>Fügen Sie Ihr erstes Dokument hinzu</translation>
  </message>
  <message>
   <source>Ask your documents</source>
   <translation>Fragen Sie Ihre Dokumente</translation>
  </message>
  <message>
   <source>Drop files or folders anywhere in this window: PDF, EPUB, text, Markdown or HTML. You can ask as soon as the first pages are read.</source>
   <translation>Ziehen Sie Dateien oder Ordner in dieses Fenster: PDF, EPUB, Text, Markdown oder HTML. Sobald die ersten Seiten gelesen sind, können Sie fragen.</translation>
  </message>
  <message>
   <source>New session</source>
   <translation>Neue Sitzung</translation>
  </message>
  <message>
   <source>Put books, papers or notes into a session and ask about them. Answers quote the exact sentences. Everything stays on this computer.</source>
   <translation>Legen Sie Bücher, Aufsätze oder Notizen in eine Sitzung und stellen Sie Fragen dazu. Antworten zitieren die genauen Sätze. Alles bleibt auf diesem Computer.</translation>
  </message>
  <message>
   <source>Quotes from your documents come first, each with its page.</source>
   <translation>Zuerst kommen Zitate aus Ihren Dokumenten, jedes mit seiner Seite.</translation>
  </message>
  <message>
   <source>Try the sample book</source>
   <translation>Das Beispielbuch ausprobieren</translation>
  </message>
  <message>
   <source>What would you like to know?</source>
   <translation>Was möchten Sie wissen?</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::Figures</name>
  <message>
   <source>%1 billion</source>
   <translation>%1 Milliarden</translation>
  </message>
  <message>
   <source>%1 million</source>
   <translation>%1 Millionen</translation>
  </message>
  <message>
   <source>%1 ms</source>
   <translation>%1 ms</translation>
  </message>
  <message>
   <source>%1 s</source>
   <translation>%1 s</translation>
  </message>
  <message>
   <source>%1 thousand</source>
   <translation>%1 Tausend</translation>
  </message>
  <message numerus="yes">
   <source>about %n hour(s) left</source>
   <translation>
    <numerusform>noch etwa %n Stunde</numerusform>
    <numerusform>noch etwa %n Stunden</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>about %n minute(s) left</source>
   <translation>
    <numerusform>noch etwa %n Minute</numerusform>
    <numerusform>noch etwa %n Minuten</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>about %n second(s) left</source>
   <translation>
    <numerusform>noch etwa %n Sekunde</numerusform>
    <numerusform>noch etwa %n Sekunden</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::FindPanel</name>
  <message numerus="yes">
   <source>%n place(s)</source>
   <translation>
    <numerusform>%n Stelle</numerusform>
    <numerusform>%n Stellen</numerusform>
   </translation>
  </message>
  <message>
   <source>Find in this document</source>
   <translation>In diesem Dokument suchen</translation>
  </message>
  <message>
   <source>Next place (Enter)</source>
   <translation>Nächste Stelle (Eingabe)</translation>
  </message>
  <message>
   <source>Page %1</source>
   <translation>Seite %1</translation>
  </message>
  <message>
   <source>Page %1: %2</source>
   <translation>Seite %1: %2</translation>
  </message>
  <message>
   <source>Places found</source>
   <translation>Gefundene Stellen</translation>
  </message>
  <message>
   <source>Previous place (Shift+Enter)</source>
   <translation>Vorige Stelle (Umschalt+Eingabe)</translation>
  </message>
  <message>
   <source>Searching…</source>
   <translation>Suche läuft …</translation>
  </message>
  <message numerus="yes">
   <source>The first %n place(s)</source>
   <translation>
    <numerusform>Die erste Stelle</numerusform>
    <numerusform>Die ersten %n Stellen</numerusform>
   </translation>
  </message>
  <message>
   <source>“%1” does not occur in this document.</source>
   <translation>„%1“ kommt in diesem Dokument nicht vor.</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::FirstRun</name>
  <message>
   <source>1. The book is read</source>
   <translation>1. Das Buch wird gelesen</translation>
  </message>
  <message>
   <source>2. A question is answered</source>
   <translation>2. Eine Frage wird beantwortet</translation>
  </message>
  <message>
   <source>3. The page opens</source>
   <translation>3. Die Seite öffnet sich</translation>
  </message>
  <message>
   <source>A click on any quote shows it on its page.</source>
   <translation>Ein Klick auf ein Zitat zeigt es auf seiner Seite.</translation>
  </message>
  <message>
   <source>A session opens at once, however long its books are, and is saved as you go.</source>
   <translation>Eine Sitzung öffnet sich sofort, wie lang ihre Bücher auch sind, und wird laufend gespeichert.</translation>
  </message>
  <message>
   <source>Answers with their source</source>
   <translation>Antworten mit Quelle</translation>
  </message>
  <message>
   <source>Ask your documents</source>
   <translation>Fragen Sie Ihre Dokumente</translation>
  </message>
  <message>
   <source>Back</source>
   <translation>Zurück</translation>
  </message>
  <message>
   <source>Books, papers and notes of any length, all at once.</source>
   <translation>Bücher, Aufsätze und Notizen jeder Länge, alle auf einmal.</translation>
  </message>
  <message>
   <source>Every answer begins with exact sentences from your documents, each with its page.</source>
   <translation>Jede Antwort beginnt mit genauen Sätzen aus Ihren Dokumenten, jeder mit seiner Seite.</translation>
  </message>
  <message>
   <source>Found: %1.</source>
   <translation>Gefunden: %1.</translation>
  </message>
  <message>
   <source>Language models</source>
   <translation>Sprachmodelle</translation>
  </message>
  <message>
   <source>Models …</source>
   <translation>Modelle …</translation>
  </message>
  <message>
   <source>Next</source>
   <translation>Weiter</translation>
  </message>
  <message>
   <source>Nothing is sent anywhere. The network is used only when you download a model.</source>
   <translation>Nichts wird verschickt. Das Netz wird nur benutzt, wenn Sie ein Modell herunterladen.</translation>
  </message>
  <message>
   <source>On this computer only</source>
   <translation>Nur auf diesem Computer</translation>
  </message>
  <message>
   <source>Open the sample book</source>
   <translation>Das Beispielbuch öffnen</translation>
  </message>
  <message>
   <source>Quotes need no language model. With one, the program also writes an answer in its own words from what it found.</source>
   <translation>Zitate brauchen kein Sprachmodell. Mit einem schreibt das Programm aus dem Gefundenen auch eine Antwort in eigenen Worten.</translation>
  </message>
  <message>
   <source>Read once, remembered</source>
   <translation>Einmal gelesen, gemerkt</translation>
  </message>
  <message>
   <source>Skip</source>
   <translation>Überspringen</translation>
  </message>
  <message>
   <source>Step %1 of %2</source>
   <translation>Schritt %1 von %2</translation>
  </message>
  <message>
   <source>There is none yet. You can add one now or at any later time: a folder with a model from Hugging Face, or a download.</source>
   <translation>Noch gibt es keins. Sie können jetzt oder jederzeit später eines hinzufügen: einen Ordner mit einem Modell von Hugging Face oder einen Download.</translation>
  </message>
  <message>
   <source>Try it with a book</source>
   <translation>Probieren Sie es mit einem Buch</translation>
  </message>
  <message>
   <source>Welcome</source>
   <translation>Willkommen</translation>
  </message>
  <message>
   <source>You see how far it is at the left, below Documents.</source>
   <translation>Wie weit es ist, sehen Sie links unter Dokumente.</translation>
  </message>
  <message>
   <source>“Treasure Island” by Robert Louis Stevenson comes with the program. It is read in a few seconds, and a first question is asked for you.</source>
   <translation>„Die Schatzinsel“ von Robert Louis Stevenson ist (auf Englisch) dabei. Sie ist in wenigen Sekunden gelesen, und eine erste Frage wird für Sie gestellt.</translation>
  </message>
  <message>
   <source>“What did Jim hear in the apple barrel?”</source>
   <translation>„What did Jim hear in the apple barrel?“</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::ImportDialog</name>
  <message>
   <source>&amp;Name:</source>
   <translation>&amp;Name:</translation>
  </message>
  <message>
   <source>&amp;Source:</source>
   <translation>&amp;Quelle:</translation>
  </message>
  <message>
   <source>&amp;Tokenizer:</source>
   <translation>&amp;Tokenizer:</translation>
  </message>
  <message>
   <source>A folder as the Hugging Face hub has them (config.json with *.safetensors and a tokenizer), for a language model or a retriever, or a llama2.c file (.bin). Every tensor is checked before the model is added.</source>
   <translation>Ein Ordner wie im Hugging Face Hub (config.json mit *.safetensors und einem Tokenizer) für ein Sprachmodell oder einen Retriever oder eine llama2.c-Datei (.bin). Jeder Tensor wird geprüft, bevor das Modell hinzugefügt wird.</translation>
  </message>
  <message>
   <source>Add</source>
   <translation>Hinzufügen</translation>
  </message>
  <message>
   <source>Add a model from this computer</source>
   <translation>Modell von diesem Computer hinzufügen</translation>
  </message>
  <message>
   <source>Browse</source>
   <translation>Durchsuchen</translation>
  </message>
  <message>
   <source>Browse…</source>
   <translation>Durchsuchen …</translation>
  </message>
  <message>
   <source>Folder of a model</source>
   <translation>Ordner eines Modells</translation>
  </message>
  <message>
   <source>Folder…</source>
   <translation>Ordner …</translation>
  </message>
  <message>
   <source>Link to the folder, do not copy it</source>
   <translation>Auf den Ordner verweisen, nicht kopieren</translation>
  </message>
  <message>
   <source>Saves space; the model is gone when the folder goes</source>
   <translation>Spart Platz; das Modell ist weg, wenn der Ordner weg ist</translation>
  </message>
  <message>
   <source>Tokenizer</source>
   <translation>Tokenizer</translation>
  </message>
  <message>
   <source>as the folder</source>
   <translation>wie der Ordner</translation>
  </message>
  <message>
   <source>llama2.c checkpoint</source>
   <translation>llama2.c-Checkpoint</translation>
  </message>
  <message>
   <source>llama2.c checkpoints (*.bin)</source>
   <translation>llama2.c-Checkpoints (*.bin)</translation>
  </message>
  <message>
   <source>llama2.c file…</source>
   <translation>llama2.c-Datei …</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::MainWindow</name>
  <message>
   <source>%1 passages · %2 tokens</source>
   <translation>%1 Textstellen · %2 Token</translation>
  </message>
  <message>
   <source>%1 ready, %2 with problems</source>
   <translation>%1 bereit, %2 mit Problemen</translation>
  </message>
  <message>
   <source>%1 tokens/s</source>
   <translation>%1 Token/s</translation>
  </message>
  <message numerus="yes">
   <source>%n document(s) in “%1”</source>
   <translation>
    <numerusform>%n Dokument in „%1“</numerusform>
    <numerusform>%n Dokumente in „%1“</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n document(s) waiting</source>
   <translation>
    <numerusform>%n Dokument wartet</numerusform>
    <numerusform>%n Dokumente warten</numerusform>
   </translation>
  </message>
  <message>
   <source>&amp;About MemLong</source>
   <translation>Über &amp;MemLong</translation>
  </message>
  <message>
   <source>&amp;Add documents …</source>
   <translation>Dokumente &amp;hinzufügen …</translation>
  </message>
  <message>
   <source>&amp;Cancel reading</source>
   <translation>Lesen a&amp;bbrechen</translation>
  </message>
  <message>
   <source>&amp;Command palette …</source>
   <translation>&amp;Befehlspalette …</translation>
  </message>
  <message>
   <source>&amp;Conversation</source>
   <translation>&amp;Gespräch</translation>
  </message>
  <message>
   <source>&amp;Copy the last answer</source>
   <translation>Letzte Antwort &amp;kopieren</translation>
  </message>
  <message>
   <source>&amp;Documents</source>
   <translation>&amp;Dokumente</translation>
  </message>
  <message>
   <source>&amp;Duplicate</source>
   <translation>&amp;Duplizieren</translation>
  </message>
  <message>
   <source>&amp;Edit the last question</source>
   <translation>Letzte Frage &amp;bearbeiten</translation>
  </message>
  <message>
   <source>&amp;Export …</source>
   <translation>&amp;Exportieren …</translation>
  </message>
  <message>
   <source>&amp;Help</source>
   <translation>&amp;Hilfe</translation>
  </message>
  <message>
   <source>&amp;Import …</source>
   <translation>&amp;Importieren …</translation>
  </message>
  <message>
   <source>&amp;Models</source>
   <translation>&amp;Modelle</translation>
  </message>
  <message>
   <source>&amp;Models …</source>
   <translation>&amp;Modelle …</translation>
  </message>
  <message>
   <source>&amp;New session …</source>
   <translation>&amp;Neue Sitzung …</translation>
  </message>
  <message>
   <source>&amp;Paste text as a document</source>
   <translation>Text als Dokument &amp;einfügen</translation>
  </message>
  <message>
   <source>&amp;Quit</source>
   <translation>&amp;Beenden</translation>
  </message>
  <message>
   <source>&amp;Read the passages again …</source>
   <translation>Textstellen &amp;neu lesen …</translation>
  </message>
  <message>
   <source>&amp;Rename</source>
   <translation>&amp;Umbenennen</translation>
  </message>
  <message>
   <source>&amp;Search sessions</source>
   <translation>Sitzungen &amp;suchen</translation>
  </message>
  <message>
   <source>&amp;Session</source>
   <translation>&amp;Sitzung</translation>
  </message>
  <message>
   <source>&amp;Stop the answer</source>
   <translation>Antwort &amp;anhalten</translation>
  </message>
  <message>
   <source>&amp;View</source>
   <translation>&amp;Ansicht</translation>
  </message>
  <message>
   <source>&amp;Welcome and sample book</source>
   <translation>&amp;Willkommen und Beispielbuch</translation>
  </message>
  <message>
   <source>&amp;Write a question</source>
   <translation>Frage &amp;schreiben</translation>
  </message>
  <message>
   <source>&lt;b&gt;MemLong&lt;/b&gt;&lt;br&gt;Ask questions across book-length documents on your own machine.&lt;br&gt;&lt;br&gt;%1&lt;br&gt;&lt;br&gt;Free software under the GNU General Public License, version 3 or later.</source>
   <translation>&lt;b&gt;MemLong&lt;/b&gt;&lt;br&gt;Fragen an lange Dokumente, auf dem eigenen Rechner.&lt;br&gt;&lt;br&gt;%1&lt;br&gt;&lt;br&gt;Freie Software unter der GNU General Public License, Version 3 oder neuer.</translation>
  </message>
  <message>
   <source>About MemLong</source>
   <translation>Über MemLong</translation>
  </message>
  <message>
   <source>Add a &amp;folder …</source>
   <translation>&amp;Ordner hinzufügen …</translation>
  </message>
  <message>
   <source>Add a folder of documents</source>
   <translation>Ordner mit Dokumenten hinzufügen</translation>
  </message>
  <message>
   <source>Add documents</source>
   <translation>Dokumente hinzufügen</translation>
  </message>
  <message>
   <source>Add documents first</source>
   <translation>Fügen Sie zuerst Dokumente hinzu</translation>
  </message>
  <message>
   <source>Another language model</source>
   <translation>Ein anderes Sprachmodell</translation>
  </message>
  <message>
   <source>Another retriever</source>
   <translation>Ein anderer Retriever</translation>
  </message>
  <message>
   <source>Answer &amp;again</source>
   <translation>&amp;Noch einmal antworten</translation>
  </message>
  <message>
   <source>Answer again</source>
   <translation>Noch einmal antworten</translation>
  </message>
  <message numerus="yes">
   <source>Answer again and delete the %n message(s) after it?</source>
   <translation>
    <numerusform>Noch einmal antworten und die %n Nachricht danach löschen?</numerusform>
    <numerusform>Noch einmal antworten und die %n Nachrichten danach löschen?</numerusform>
   </translation>
  </message>
  <message>
   <source>Answer copied</source>
   <translation>Antwort kopiert</translation>
  </message>
  <message>
   <source>Ask about your documents</source>
   <translation>Fragen Sie zu Ihren Dokumenten</translation>
  </message>
  <message>
   <source>C&amp;lear the conversation …</source>
   <translation>Gespräch &amp;leeren …</translation>
  </message>
  <message>
   <source>Clear the conversation</source>
   <translation>Gespräch leeren</translation>
  </message>
  <message>
   <source>Conversation exported to %1</source>
   <translation>Gespräch nach %1 exportiert</translation>
  </message>
  <message>
   <source>De&amp;lete session</source>
   <translation>Sitzung &amp;löschen</translation>
  </message>
  <message>
   <source>Delete</source>
   <translation>Löschen</translation>
  </message>
  <message>
   <source>Delete all questions and answers of “%1”? Its documents stay.</source>
   <translation>Alle Fragen und Antworten von „%1“ löschen? Die Dokumente bleiben.</translation>
  </message>
  <message>
   <source>Delete this answer?</source>
   <translation>Diese Antwort löschen?</translation>
  </message>
  <message>
   <source>Delete this question and its answer?</source>
   <translation>Diese Frage und ihre Antwort löschen?</translation>
  </message>
  <message>
   <source>Documents (*.pdf *.epub *.txt *.text *.md *.markdown *.html *.htm *.xhtml);;All files (*)</source>
   <translation>Dokumente (*.pdf *.epub *.txt *.text *.md *.markdown *.html *.htm *.xhtml);;Alle Dateien (*)</translation>
  </message>
  <message>
   <source>Documents are being read. Wait until that is done, or cancel it.</source>
   <translation>Es werden Dokumente gelesen. Warten Sie, bis das fertig ist, oder brechen Sie es ab.</translation>
  </message>
  <message>
   <source>Documents are ready</source>
   <translation>Dokumente sind bereit</translation>
  </message>
  <message>
   <source>Drop to add to this session</source>
   <translation>Loslassen, um es dieser Sitzung hinzuzufügen</translation>
  </message>
  <message>
   <source>Duplicate</source>
   <translation>Duplizieren</translation>
  </message>
  <message>
   <source>E&amp;xport the conversation …</source>
   <translation>Gespräch e&amp;xportieren …</translation>
  </message>
  <message>
   <source>Export the conversation</source>
   <translation>Gespräch exportieren</translation>
  </message>
  <message>
   <source>Export the session</source>
   <translation>Sitzung exportieren</translation>
  </message>
  <message>
   <source>Export …</source>
   <translation>Exportieren …</translation>
  </message>
  <message>
   <source>Import a session</source>
   <translation>Sitzung importieren</translation>
  </message>
  <message>
   <source>It goes on in the background and can be cancelled. Until it is complete, questions are answered with “%1” as before.</source>
   <translation>Das läuft im Hintergrund und kann abgebrochen werden. Bis es fertig ist, werden Fragen wie bisher mit „%1“ beantwortet.</translation>
  </message>
  <message numerus="yes">
   <source>Let “%1” read the %n passage(s) of “%2”?</source>
   <translation>
    <numerusform>Soll „%1“ die %n Textstelle von „%2“ lesen?</numerusform>
    <numerusform>Soll „%1“ die %n Textstellen von „%2“ lesen?</numerusform>
   </translation>
  </message>
  <message>
   <source>Markdown (*.md);;Web page (*.html);;PDF (*.pdf)</source>
   <translation>Markdown (*.md);;Webseite (*.html);;PDF (*.pdf)</translation>
  </message>
  <message>
   <source>MemLong sessions (*.memlong)</source>
   <translation>MemLong-Sitzungen (*.memlong)</translation>
  </message>
  <message>
   <source>Memory</source>
   <translation>Gedächtnis</translation>
  </message>
  <message>
   <source>My documents</source>
   <translation>Meine Dokumente</translation>
  </message>
  <message>
   <source>Name of the session:</source>
   <translation>Name der Sitzung:</translation>
  </message>
  <message>
   <source>New session</source>
   <translation>Neue Sitzung</translation>
  </message>
  <message>
   <source>Open</source>
   <translation>Öffnen</translation>
  </message>
  <message>
   <source>Open a session to ask about its documents</source>
   <translation>Öffnen Sie eine Sitzung, um zu ihren Dokumenten zu fragen</translation>
  </message>
  <message>
   <source>Otherwise it reads passages when an answer needs them, which makes the first answers slower.</source>
   <translation>Sonst liest es Textstellen, wenn eine Antwort sie braucht; die ersten Antworten dauern dann länger.</translation>
  </message>
  <message>
   <source>Otherwise it reads passages when an answer needs them, which makes the first answers slower. What “%1” read is kept: going back to it takes nothing.</source>
   <translation>Sonst liest es Textstellen, wenn eine Antwort sie braucht; die ersten Antworten dauern dann länger. Was „%1“ gelesen hat, bleibt erhalten: Der Weg zurück kostet nichts.</translation>
  </message>
  <message>
   <source>Page</source>
   <translation>Seite</translation>
  </message>
  <message>
   <source>Page and memory</source>
   <translation>Seite und Gedächtnis</translation>
  </message>
  <message>
   <source>Passages are being read already. Wait until that is done, or cancel it.</source>
   <translation>Es werden bereits Textstellen gelesen. Warten Sie, bis das fertig ist, oder brechen Sie es ab.</translation>
  </message>
  <message>
   <source>Pause or go &amp;on</source>
   <translation>&amp;Anhalten oder weiter</translation>
  </message>
  <message>
   <source>Read now</source>
   <translation>Jetzt lesen</translation>
  </message>
  <message>
   <source>Read them</source>
   <translation>Lesen</translation>
  </message>
  <message>
   <source>Reading “%1”</source>
   <translation>„%1“ wird gelesen</translation>
  </message>
  <message>
   <source>Remove the document</source>
   <translation>Dokument entfernen</translation>
  </message>
  <message>
   <source>Remove “%1” from this session? The file itself stays where it is; answers keep their quotes.</source>
   <translation>„%1“ aus dieser Sitzung entfernen? Die Datei selbst bleibt, wo sie ist; Antworten behalten ihre Zitate.</translation>
  </message>
  <message>
   <source>Rename</source>
   <translation>Umbenennen</translation>
  </message>
  <message>
   <source>Se&amp;ttings …</source>
   <translation>Eins&amp;tellungen …</translation>
  </message>
  <message>
   <source>Show the &amp;memory behind the answer</source>
   <translation>&amp;Gedächtnis hinter der Antwort zeigen</translation>
  </message>
  <message>
   <source>Show the memory map</source>
   <translation>Karte des Gedächtnisses zeigen</translation>
  </message>
  <message>
   <source>Show the page</source>
   <translation>Seite zeigen</translation>
  </message>
  <message>
   <source>Stopped. “%1” stays as it was.</source>
   <translation>Angehalten. „%1“ bleibt, wie es war.</translation>
  </message>
  <message>
   <source>The passages are ready</source>
   <translation>Die Textstellen sind fertig</translation>
  </message>
  <message>
   <source>The passages of “%1” are ready</source>
   <translation>Die Textstellen von „%1“ sind fertig</translation>
  </message>
  <message>
   <source>Undo</source>
   <translation>Rückgängig</translation>
  </message>
  <message>
   <source>When needed</source>
   <translation>Bei Bedarf</translation>
  </message>
  <message>
   <source>page %1</source>
   <translation>Seite %1</translation>
  </message>
  <message>
   <source>paused</source>
   <translation>angehalten</translation>
  </message>
  <message numerus="yes">
   <source>“%1” answers from now on. Shall it read the %n passage(s) of “%2” now?</source>
   <translation>
    <numerusform>„%1“ antwortet von jetzt an. Soll es die %n Textstelle von „%2“ jetzt lesen?</numerusform>
    <numerusform>„%1“ antwortet von jetzt an. Soll es die %n Textstellen von „%2“ jetzt lesen?</numerusform>
   </translation>
  </message>
  <message>
   <source>“%1” deleted</source>
   <translation>„%1“ gelöscht</translation>
  </message>
  <message>
   <source>“%1” exported to %2</source>
   <translation>„%1“ nach %2 exportiert</translation>
  </message>
  <message>
   <source>“%1” is ready</source>
   <translation>„%1“ ist bereit</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::MapLegend</name>
  <message>
   <source>in the archive</source>
   <translation>im Archiv</translation>
  </message>
  <message>
   <source>never retrieved</source>
   <translation>nie gefunden</translation>
  </message>
  <message>
   <source>pinned</source>
   <translation>angeheftet</translation>
  </message>
  <message>
   <source>retrieved most often</source>
   <translation>am häufigsten gefunden</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::MemoryInspector</name>
  <message>
   <source>Compare</source>
   <translation>Vergleich</translation>
  </message>
  <message>
   <source>Memory</source>
   <translation>Gedächtnis</translation>
  </message>
  <message>
   <source>Memory inspector</source>
   <translation>Gedächtnis-Inspektor</translation>
  </message>
  <message>
   <source>Retrieved</source>
   <translation>Gefunden</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::MemoryPane</name>
  <message>
   <source>Choose a cell to see its chunk.</source>
   <translation>Wählen Sie ein Feld, um seinen Abschnitt zu sehen.</translation>
  </message>
  <message>
   <source>Pin</source>
   <translation>Anheften</translation>
  </message>
  <message>
   <source>Show page</source>
   <translation>Seite zeigen</translation>
  </message>
  <message>
   <source>Unpin</source>
   <translation>Lösen</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::ModelsDialog</name>
  <message>
   <source>Adding a model …</source>
   <translation>Ein Modell wird hinzugefügt …</translation>
  </message>
  <message>
   <source>Models</source>
   <translation>Modelle</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::ModelsModel</name>
  <message>
   <source>%1, in use</source>
   <translation>%1, in Gebrauch</translation>
  </message>
  <message>
   <source>Finds passages by meaning. Switching to it re-encodes the documents of a session.</source>
   <translation>Findet Textstellen nach ihrer Bedeutung. Ein Wechsel kodiert die Dokumente einer Sitzung neu.</translation>
  </message>
  <message>
   <source>Kind</source>
   <translation>Art</translation>
  </message>
  <message>
   <source>Language model</source>
   <translation>Sprachmodell</translation>
  </message>
  <message>
   <source>Licence</source>
   <translation>Lizenz</translation>
  </message>
  <message>
   <source>Name</source>
   <translation>Name</translation>
  </message>
  <message>
   <source>Parameters</source>
   <translation>Parameter</translation>
  </message>
  <message>
   <source>Reads the question together with each of the best passages and puts them in order. Finds better; takes seconds without a graphics card.</source>
   <translation>Liest die Frage zusammen mit jeder der besten Stellen und ordnet sie. Findet besser; dauert ohne Grafikkarte Sekunden.</translation>
  </message>
  <message>
   <source>Reranker</source>
   <translation>Reranker</translation>
  </message>
  <message>
   <source>Retriever</source>
   <translation>Retriever</translation>
  </message>
  <message>
   <source>Size</source>
   <translation>Größe</translation>
  </message>
  <message>
   <source>Writes answers and keeps documents in its memory. Switching to it re-encodes the documents of a session.</source>
   <translation>Schreibt Antworten und hält Dokumente im Gedächtnis. Ein Wechsel kodiert die Dokumente einer Sitzung neu.</translation>
  </message>
  <message>
   <source>not stated</source>
   <translation>nicht angegeben</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::ModelsView</name>
  <message>
   <source>&amp;Adapter:</source>
   <translation>&amp;Adapter:</translation>
  </message>
  <message>
   <source>&amp;Device:</source>
   <translation>&amp;Gerät:</translation>
  </message>
  <message>
   <source>&amp;Precision:</source>
   <translation>Genauig&amp;keit:</translation>
  </message>
  <message>
   <source>16 bit (bf16)</source>
   <translation>16 Bit (bf16)</translation>
  </message>
  <message>
   <source>16 bit (f16)</source>
   <translation>16 Bit (f16)</translation>
  </message>
  <message>
   <source>32 bit (exact)</source>
   <translation>32 Bit (genau)</translation>
  </message>
  <message>
   <source>8 bit (smallest)</source>
   <translation>8 Bit (am kleinsten)</translation>
  </message>
  <message>
   <source>Add from this computer…</source>
   <translation>Von diesem Computer hinzufügen …</translation>
  </message>
  <message>
   <source>Automatic</source>
   <translation>Automatisch</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>Abbrechen</translation>
  </message>
  <message>
   <source>Checking the model…</source>
   <translation>Modell wird geprüft …</translation>
  </message>
  <message>
   <source>Choose a model to see what it can do.</source>
   <translation>Wählen Sie ein Modell, um zu sehen, was es kann.</translation>
  </message>
  <message>
   <source>Choose the folder of a PEFT adapter (LoRA)</source>
   <translation>Ordner eines PEFT-Adapters (LoRA) wählen</translation>
  </message>
  <message>
   <source>Copying the model…</source>
   <translation>Modell wird kopiert …</translation>
  </message>
  <message>
   <source>Download…</source>
   <translation>Herunterladen …</translation>
  </message>
  <message>
   <source>Folder of an adapter</source>
   <translation>Ordner eines Adapters</translation>
  </message>
  <message>
   <source>Go without it</source>
   <translation>Ohne ihn auskommen</translation>
  </message>
  <message>
   <source>Graphics card %1 (CUDA)</source>
   <translation>Grafikkarte %1 (CUDA)</translation>
  </message>
  <message>
   <source>Graphics card (CUDA)</source>
   <translation>Grafikkarte (CUDA)</translation>
  </message>
  <message>
   <source>In use</source>
   <translation>In Gebrauch</translation>
  </message>
  <message>
   <source>It comes with the program</source>
   <translation>Es gehört zum Programm</translation>
  </message>
  <message>
   <source>It is in use</source>
   <translation>Es ist in Gebrauch</translation>
  </message>
  <message>
   <source>Loading the model…</source>
   <translation>Modell wird geladen …</translation>
  </message>
  <message>
   <source>Models</source>
   <translation>Modelle</translation>
  </message>
  <message>
   <source>Processor (CPU)</source>
   <translation>Prozessor (CPU)</translation>
  </message>
  <message>
   <source>Progress</source>
   <translation>Fortschritt</translation>
  </message>
  <message>
   <source>Remove the model?</source>
   <translation>Modell entfernen?</translation>
  </message>
  <message>
   <source>Remove…</source>
   <translation>Entfernen …</translation>
  </message>
  <message>
   <source>Use no adapter</source>
   <translation>Keinen Adapter benutzen</translation>
  </message>
  <message>
   <source>Use this model</source>
   <translation>Dieses Modell benutzen</translation>
  </message>
  <message>
   <source>Use this reranker</source>
   <translation>Diesen Reranker benutzen</translation>
  </message>
  <message>
   <source>Use this retriever</source>
   <translation>Diesen Retriever benutzen</translation>
  </message>
  <message>
   <source>none</source>
   <translation>keiner</translation>
  </message>
  <message>
   <source>“%1” (%2) is deleted from this computer.</source>
   <translation>„%1“ (%2) wird von diesem Computer gelöscht.</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::PageCanvas</name>
  <message>
   <source>Page %1</source>
   <translation>Seite %1</translation>
  </message>
  <message>
   <source>Pages</source>
   <translation>Seiten</translation>
  </message>
  <message>
   <source>The page could not be drawn.</source>
   <translation>Die Seite konnte nicht gezeichnet werden.</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::PageView</name>
  <message>
   <source>Ask about this selection</source>
   <translation>Zu dieser Auswahl fragen</translation>
  </message>
  <message>
   <source>Back</source>
   <translation>Zurück</translation>
  </message>
  <message>
   <source>Click a citation to see its page here, or open a document from the list.</source>
   <translation>Klicken Sie auf ein Zitat, um seine Seite hier zu sehen, oder öffnen Sie ein Dokument aus der Liste.</translation>
  </message>
  <message>
   <source>Contents</source>
   <translation>Inhalt</translation>
  </message>
  <message>
   <source>Copy</source>
   <translation>Kopieren</translation>
  </message>
  <message>
   <source>Document</source>
   <translation>Dokument</translation>
  </message>
  <message>
   <source>Enter password…</source>
   <translation>Passwort eingeben …</translation>
  </message>
  <message>
   <source>Find in this document</source>
   <translation>In diesem Dokument suchen</translation>
  </message>
  <message>
   <source>Fit the page</source>
   <translation>Ganze Seite</translation>
  </message>
  <message>
   <source>Fit the width</source>
   <translation>An die Breite anpassen</translation>
  </message>
  <message>
   <source>Next page</source>
   <translation>Nächste Seite</translation>
  </message>
  <message>
   <source>Nothing of this document has been read yet.</source>
   <translation>Von diesem Dokument ist noch nichts gelesen.</translation>
  </message>
  <message>
   <source>Opening</source>
   <translation>Wird geöffnet</translation>
  </message>
  <message>
   <source>Opening “%1”…</source>
   <translation>„%1“ wird geöffnet …</translation>
  </message>
  <message>
   <source>Page</source>
   <translation>Seite</translation>
  </message>
  <message>
   <source>Password</source>
   <translation>Passwort</translation>
  </message>
  <message>
   <source>Password of “%1”:</source>
   <translation>Passwort von „%1“:</translation>
  </message>
  <message>
   <source>Previous page</source>
   <translation>Vorige Seite</translation>
  </message>
  <message>
   <source>Zoom</source>
   <translation>Zoom</translation>
  </message>
  <message>
   <source>Zoom in</source>
   <translation>Vergrößern</translation>
  </message>
  <message>
   <source>Zoom out</source>
   <translation>Verkleinern</translation>
  </message>
  <message>
   <source>of %1</source>
   <translation>von %1</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::Phrases</name>
  <message numerus="yes">
   <source>%n day(s) ago</source>
   <translation>
    <numerusform>vor %n Tag</numerusform>
    <numerusform>vor %n Tagen</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n hour(s) ago</source>
   <translation>
    <numerusform>vor %n Stunde</numerusform>
    <numerusform>vor %n Stunden</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n minute(s) ago</source>
   <translation>
    <numerusform>vor %n Minute</numerusform>
    <numerusform>vor %n Minuten</numerusform>
   </translation>
  </message>
  <message>
   <source>just now</source>
   <translation>gerade eben</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::QuestionWidget</name>
  <message>
   <source>Ask again</source>
   <translation>Noch einmal fragen</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>Abbrechen</translation>
  </message>
  <message>
   <source>Copy the question</source>
   <translation>Frage kopieren</translation>
  </message>
  <message>
   <source>Delete question and answer</source>
   <translation>Frage und Antwort löschen</translation>
  </message>
  <message>
   <source>Edit and ask again</source>
   <translation>Bearbeiten und noch einmal fragen</translation>
  </message>
  <message>
   <source>Edit the question</source>
   <translation>Frage bearbeiten</translation>
  </message>
  <message>
   <source>Everything after this question is replaced.</source>
   <translation>Alles nach dieser Frage wird ersetzt.</translation>
  </message>
  <message>
   <source>Question</source>
   <translation>Frage</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::QuoteCard</name>
  <message>
   <source>%1, page %2</source>
   <translation>%1, Seite %2</translation>
  </message>
  <message>
   <source>Copy the quote</source>
   <translation>Zitat kopieren</translation>
  </message>
  <message>
   <source>Open the page</source>
   <translation>Seite öffnen</translation>
  </message>
  <message>
   <source>Quote %1: %2. %3</source>
   <translation>Zitat %1: %2. %3</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::Reencoder</name>
  <message>
   <source>Reading the passages of “%1” again …</source>
   <translation>Textstellen von „%1“ werden neu gelesen …</translation>
  </message>
  <message>
   <source>“%1” reads the passages of “%2” …</source>
   <translation>„%1“ liest die Textstellen von „%2“ …</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::RetrievedModel</name>
  <message>
   <source>At token</source>
   <translation>Bei Token</translation>
  </message>
  <message>
   <source>Both rankings joined</source>
   <translation>Beide Ranglisten vereint</translation>
  </message>
  <message>
   <source>Common words (BM25)</source>
   <translation>Gemeinsame Wörter (BM25)</translation>
  </message>
  <message>
   <source>Document</source>
   <translation>Dokument</translation>
  </message>
  <message>
   <source>How often this chunk has been retrieved so far</source>
   <translation>Wie oft dieser Abschnitt bisher gefunden wurde</translation>
  </message>
  <message>
   <source>Layer %1</source>
   <translation>Schicht %1</translation>
  </message>
  <message>
   <source>Likeness of meaning (dense retrieval, inner product)</source>
   <translation>Ähnlichkeit der Bedeutung (dichte Suche, Skalarprodukt)</translation>
  </message>
  <message>
   <source>Meaning</source>
   <translation>Bedeutung</translation>
  </message>
  <message>
   <source>Page</source>
   <translation>Seite</translation>
  </message>
  <message>
   <source>Place in the list; unchecked chunks are left out when asking again</source>
   <translation>Platz in der Liste; abgewählte Abschnitte werden beim nächsten Fragen weggelassen</translation>
  </message>
  <message>
   <source>Rank</source>
   <translation>Rang</translation>
  </message>
  <message>
   <source>Score</source>
   <translation>Wertung</translation>
  </message>
  <message>
   <source>Share of the attention of layer %1 that went to the chunk: where the model looked, not what it used</source>
   <translation>Anteil der Aufmerksamkeit von Schicht %1 für diesen Abschnitt: wohin das Modell geblickt hat, nicht was es benutzt hat</translation>
  </message>
  <message>
   <source>The token of the answer at which the chunk was retrieved; 0: before the first</source>
   <translation>Das Token der Antwort, bei dem der Abschnitt gefunden wurde; 0: vor dem ersten</translation>
  </message>
  <message>
   <source>Uncheck to leave this chunk out when asking again</source>
   <translation>Abwählen, um diesen Abschnitt beim nächsten Fragen wegzulassen</translation>
  </message>
  <message>
   <source>Used</source>
   <translation>Benutzt</translation>
  </message>
  <message>
   <source>Words</source>
   <translation>Wörter</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::RetrievedPane</name>
  <message>
   <source>%1, page %2</source>
   <translation>%1, Seite %2</translation>
  </message>
  <message>
   <source>Answer, coloured by the chunk it leant on</source>
   <translation>Antwort, gefärbt nach dem Abschnitt, auf den sie sich stützt</translation>
  </message>
  <message>
   <source>Ask a question: the passages that were retrieved for the answer appear here, with their scores and where the model looked.</source>
   <translation>Stellen Sie eine Frage: Die dafür gefundenen Textstellen erscheinen hier, mit ihrer Bewertung und wohin das Modell geblickt hat.</translation>
  </message>
  <message numerus="yes">
   <source>Ask again without %n chunk(s)</source>
   <translation>
    <numerusform>Ohne %n Abschnitt noch einmal fragen</numerusform>
    <numerusform>Ohne %n Abschnitte noch einmal fragen</numerusform>
   </translation>
  </message>
  <message>
   <source>Ask again without the unchecked chunks</source>
   <translation>Ohne die abgewählten noch einmal fragen</translation>
  </message>
  <message>
   <source>Check all</source>
   <translation>Alle wählen</translation>
  </message>
  <message>
   <source>Choose a chunk to read it.</source>
   <translation>Wählen Sie einen Abschnitt, um ihn zu lesen.</translation>
  </message>
  <message>
   <source>Colours show where the model looked. Whether it used a chunk shows when you leave it out and ask again.</source>
   <translation>Farben zeigen, wohin das Modell geblickt hat. Ob es einen Abschnitt benutzt hat, zeigt sich, wenn Sie ihn weglassen und noch einmal fragen.</translation>
  </message>
  <message>
   <source>Pin</source>
   <translation>Anheften</translation>
  </message>
  <message>
   <source>Retrieved chunks</source>
   <translation>Gefundene Abschnitte</translation>
  </message>
  <message>
   <source>Show page</source>
   <translation>Seite zeigen</translation>
  </message>
  <message>
   <source>Text of the chunk</source>
   <translation>Text des Abschnitts</translation>
  </message>
  <message>
   <source>The colour is of the chunk that the whole answer looked at most: which words looked where is not kept with an answer.</source>
   <translation>Die Farbe ist die des Abschnitts, auf den die ganze Antwort am meisten blickte: Welche Wörter wohin blickten, wird nicht mit der Antwort aufbewahrt.</translation>
  </message>
  <message>
   <source>Unpin</source>
   <translation>Lösen</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::SessionCatalog</name>
  <message>
   <source>Documents are being read into “%1”. Cancel that first, or wait until it is done.</source>
   <translation>In „%1“ werden Dokumente gelesen. Brechen Sie das zuerst ab oder warten Sie, bis es fertig ist.</translation>
  </message>
  <message>
   <source>Duplicating “%1” …</source>
   <translation>„%1“ wird dupliziert …</translation>
  </message>
  <message>
   <source>Exporting “%1” …</source>
   <translation>„%1“ wird exportiert …</translation>
  </message>
  <message>
   <source>Importing “%1” …</source>
   <translation>„%1“ wird importiert …</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::SessionsModel</name>
  <message>
   <source>%1
%2 passages, %3 tokens, %4 messages
%5 on disk</source>
   <translation>%1
%2 Textstellen, %3 Token, %4 Nachrichten
%5 auf der Platte</translation>
  </message>
  <message>
   <source>%1 passages</source>
   <translation>%1 Textstellen</translation>
  </message>
  <message>
   <source>Cannot be read</source>
   <translation>Nicht lesbar</translation>
  </message>
  <message>
   <source>Empty</source>
   <translation>Leer</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::SessionsPane</name>
  <message>
   <source>New session</source>
   <translation>Neue Sitzung</translation>
  </message>
  <message>
   <source>No session matches “%1”.</source>
   <translation>Keine Sitzung passt zu „%1“.</translation>
  </message>
  <message>
   <source>No sessions yet. A session holds documents and the conversation about them.</source>
   <translation>Noch keine Sitzungen. Eine Sitzung enthält Dokumente und das Gespräch darüber.</translation>
  </message>
  <message>
   <source>Search sessions</source>
   <translation>Sitzungen suchen</translation>
  </message>
  <message>
   <source>Sessions</source>
   <translation>Sitzungen</translation>
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
   <translation> Token</translation>
  </message>
  <message>
   <source>256 tokens – more exact</source>
   <translation>256 Token – genauer</translation>
  </message>
  <message>
   <source>512 tokens – more context</source>
   <translation>512 Token – mehr Zusammenhang</translation>
  </message>
  <message>
   <source>A session keeps the size that it was made with; nothing is read again.</source>
   <translation>Eine Sitzung behält die Größe, mit der sie angelegt wurde; nichts wird neu gelesen.</translation>
  </message>
  <message>
   <source>All</source>
   <translation>Alle</translation>
  </message>
  <message>
   <source>Another font than the desktop's</source>
   <translation>Andere Schrift als die des Desktops</translation>
  </message>
  <message>
   <source>Another language takes effect with the next start.</source>
   <translation>Eine andere Sprache gilt ab dem nächsten Start.</translation>
  </message>
  <message>
   <source>Answer from</source>
   <translation>Antworten aus</translation>
  </message>
  <message>
   <source>Answers</source>
   <translation>Antworten</translation>
  </message>
  <message>
   <source>Automatic</source>
   <translation>Automatisch</translation>
  </message>
  <message>
   <source>By meaning</source>
   <translation>Nach Bedeutung</translation>
  </message>
  <message>
   <source>By meaning and by words</source>
   <translation>Nach Bedeutung und Wörtern</translation>
  </message>
  <message>
   <source>By words</source>
   <translation>Nach Wörtern</translation>
  </message>
  <message>
   <source>Dark</source>
   <translation>Dunkel</translation>
  </message>
  <message>
   <source>Documents and memory</source>
   <translation>Dokumente und Gedächtnis</translation>
  </message>
  <message>
   <source>Earlier questions and answers belong to the question</source>
   <translation>Frühere Fragen und Antworten gehören zur Frage</translation>
  </message>
  <message>
   <source>Find passages</source>
   <translation>Textstellen finden</translation>
  </message>
  <message>
   <source>Font</source>
   <translation>Schrift</translation>
  </message>
  <message>
   <source>Font size</source>
   <translation>Schriftgröße</translation>
  </message>
  <message>
   <source>Language</source>
   <translation>Sprache</translation>
  </message>
  <message>
   <source>Language of scanned pages</source>
   <translation>Sprache gescannter Seiten</translation>
  </message>
  <message>
   <source>Light</source>
   <translation>Hell</translation>
  </message>
  <message>
   <source>Like the desktop</source>
   <translation>Wie der Desktop</translation>
  </message>
  <message>
   <source>Longest answer, in tokens</source>
   <translation>Längste Antwort, in Token</translation>
  </message>
  <message>
   <source>Memory</source>
   <translation>Gedächtnis</translation>
  </message>
  <message>
   <source>Memory and passages</source>
   <translation>Gedächtnis und Textstellen</translation>
  </message>
  <message>
   <source>Memory budget</source>
   <translation>Gedächtnisbudget</translation>
  </message>
  <message>
   <source>Memory budget of this session</source>
   <translation>Gedächtnisbudget dieser Sitzung</translation>
  </message>
  <message>
   <source>Passages for an answer</source>
   <translation>Textstellen je Antwort</translation>
  </message>
  <message>
   <source>Passages in the prompt</source>
   <translation>Textstellen in der Eingabe</translation>
  </message>
  <message>
   <source>Passages of new sessions</source>
   <translation>Textstellen neuer Sitzungen</translation>
  </message>
  <message>
   <source>Processors to use</source>
   <translation>Zu nutzende Prozessoren</translation>
  </message>
  <message>
   <source>Program</source>
   <translation>Programm</translation>
  </message>
  <message>
   <source>Quotes only</source>
   <translation>Nur Zitate</translation>
  </message>
  <message>
   <source>Repetition penalty</source>
   <translation>Strafe für Wiederholungen</translation>
  </message>
  <message>
   <source>Seed</source>
   <translation>Startwert</translation>
  </message>
  <message>
   <source>Settings</source>
   <translation>Einstellungen</translation>
  </message>
  <message>
   <source>Tell me when documents are ready and the window is not in front</source>
   <translation>Melden, wenn Dokumente bereit sind und das Fenster nicht vorn ist</translation>
  </message>
  <message>
   <source>Temperature</source>
   <translation>Temperatur</translation>
  </message>
  <message>
   <source>Theme</source>
   <translation>Farbschema</translation>
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
   <translation>Was nicht hineinpasst, bleibt auf der Platte, wird weiter gefunden und kommt bei Bedarf zurück.</translation>
  </message>
  <message>
   <source>What text recognition reads, by the names of Tesseract: eng, deu or chi_sim; deu+fra for two. It has to be installed.</source>
   <translation>Was die Texterkennung liest, mit den Namen von Tesseract: eng, deu oder chi_sim; deu+fra für zwei. Sie muss installiert sein.</translation>
  </message>
  <message>
   <source>With temperature 0 the same question gets the same answer.</source>
   <translation>Bei Temperatur 0 erhält dieselbe Frage dieselbe Antwort.</translation>
  </message>
  <message>
   <source>no limit</source>
   <translation>keine Grenze</translation>
  </message>
  <message>
   <source>random</source>
   <translation>zufällig</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::TaskStrip</name>
  <message numerus="yes">
   <source>%n more</source>
   <translation>
    <numerusform>%n weitere</numerusform>
    <numerusform>%n weitere</numerusform>
   </translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>Abbrechen</translation>
  </message>
  <message>
   <source>Progress</source>
   <translation>Fortschritt</translation>
  </message>
  <message>
   <source>Stopping …</source>
   <translation>Wird angehalten …</translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::TextView</name>
  <message>
   <source>Text of the document</source>
   <translation>Text des Dokuments</translation>
  </message>
 </context>
</TS>

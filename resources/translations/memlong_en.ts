<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
 <context>
  <name>memlong::ui::AnswerSummary</name>
  <message numerus="yes">
   <source>%n token(s) in %1</source>
   <translation>
    <numerusform>%n token in %1</numerusform>
    <numerusform>%n tokens in %1</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::AnswerWidget</name>
  <message numerus="yes">
   <source>%n passage(s) masked</source>
   <translation>
    <numerusform>%n passage masked</numerusform>
    <numerusform>%n passages masked</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>Show %n more quote(s)</source>
   <translation>
    <numerusform>Show %n more quote</numerusform>
    <numerusform>Show %n more quotes</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::BookMap</name>
  <message numerus="yes">
   <source>%n token(s)</source>
   <translation>
    <numerusform>%n token</numerusform>
    <numerusform>%n tokens</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>Pin %n chunk(s)</source>
   <translation>
    <numerusform>Pin %n chunk</numerusform>
    <numerusform>Pin %n chunks</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>Unpin %n chunk(s)</source>
   <translation>
    <numerusform>Unpin %n chunk</numerusform>
    <numerusform>Unpin %n chunks</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>retrieved %n time(s)</source>
   <translation>
    <numerusform>retrieved %n time</numerusform>
    <numerusform>retrieved %n times</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::BudgetGauge</name>
  <message numerus="yes">
   <source>%n chunk(s) moved to the archive so far</source>
   <translation>
    <numerusform>%n chunk moved to the archive so far</numerusform>
    <numerusform>%n chunks moved to the archive so far</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::ComparePane</name>
  <message numerus="yes">
   <source>Without %n chunk(s)</source>
   <translation>
    <numerusform>Without %n chunk</numerusform>
    <numerusform>Without %n chunks</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::DocumentsModel</name>
  <message numerus="yes">
   <source>%n page(s)</source>
   <translation>
    <numerusform>%n page</numerusform>
    <numerusform>%n pages</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n page(s) unreadable</source>
   <translation>
    <numerusform>%n page unreadable</numerusform>
    <numerusform>%n pages unreadable</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n passage(s)</source>
   <translation>
    <numerusform>%n passage</numerusform>
    <numerusform>%n passages</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::Figures</name>
  <message numerus="yes">
   <source>about %n hour(s) left</source>
   <translation>
    <numerusform>about %n hour left</numerusform>
    <numerusform>about %n hours left</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>about %n minute(s) left</source>
   <translation>
    <numerusform>about %n minute left</numerusform>
    <numerusform>about %n minutes left</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>about %n second(s) left</source>
   <translation>
    <numerusform>about %n second left</numerusform>
    <numerusform>about %n seconds left</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::FindPanel</name>
  <message numerus="yes">
   <source>%n place(s)</source>
   <translation>
    <numerusform>%n place</numerusform>
    <numerusform>%n places</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>The first %n place(s)</source>
   <translation>
    <numerusform>The first %n place</numerusform>
    <numerusform>The first %n places</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::MainWindow</name>
  <message numerus="yes">
   <source>%n document(s) in “%1”</source>
   <translation>
    <numerusform>%n document in “%1”</numerusform>
    <numerusform>%n documents in “%1”</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n document(s) waiting</source>
   <translation>
    <numerusform>%n document waiting</numerusform>
    <numerusform>%n documents waiting</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>Answer again and delete the %n message(s) after it?</source>
   <translation>
    <numerusform>Answer again and delete the %n message after it?</numerusform>
    <numerusform>Answer again and delete the %n messages after it?</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>Let “%1” read the %n passage(s) of “%2”?</source>
   <translation>
    <numerusform>Let “%1” read the %n passage of “%2”?</numerusform>
    <numerusform>Let “%1” read the %n passages of “%2”?</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>“%1” answers from now on. Shall it read the %n passage(s) of “%2” now?</source>
   <translation>
    <numerusform>“%1” answers from now on. Shall it read the %n passage of “%2” now?</numerusform>
    <numerusform>“%1” answers from now on. Shall it read the %n passages of “%2” now?</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::Phrases</name>
  <message numerus="yes">
   <source>%n day(s) ago</source>
   <translation>
    <numerusform>%n day ago</numerusform>
    <numerusform>%n days ago</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n hour(s) ago</source>
   <translation>
    <numerusform>%n hour ago</numerusform>
    <numerusform>%n hours ago</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n minute(s) ago</source>
   <translation>
    <numerusform>%n minute ago</numerusform>
    <numerusform>%n minutes ago</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::RetrievedPane</name>
  <message numerus="yes">
   <source>Ask again without %n chunk(s)</source>
   <translation>
    <numerusform>Ask again without %n chunk</numerusform>
    <numerusform>Ask again without %n chunks</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>memlong::ui::TaskStrip</name>
  <message numerus="yes">
   <source>%n more</source>
   <translation>
    <numerusform>%n more</numerusform>
    <numerusform>%n more</numerusform>
   </translation>
  </message>
 </context>
</TS>

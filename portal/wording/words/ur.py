"""What parents write back in Urdu, in its own script and in Latin letters ("Roman Urdu").

Letters that Arabic and Urdu keyboards swap do not matter, see `folding`. Roman Urdu has no one
spelling: the usual ones are here. Punjabi speakers write these too.
"""

from portal.wording.meanings import Meaning

WORDS = {
    Meaning.YES: "ہاں, ہان, ہا, جی, جی ہاں, ہاں جی, جی جی, بالکل, جی بالکل, ضرور, جی ضرور, یس,"
    "ہاں ضرور, ہاں بالکل, haan, han, haa, ha, hanji, haanji, haan g, han g, hanjee, ji, jee, g,"
    "gee, ji haan, ji han, jee haan, jee han, g haan, g han, haan ji, han ji, ji ji, bilkul,"
    "bilkull, blkl, ji bilkul, haan bilkul, zaroor, zarur, zaroor ji, ji zaroor, haa ji, ji haa,"
    "haan zaroor",
    Meaning.OKAY: "ٹھیک, ٹھیک ہے, ٹھیک ہے جی, جی ٹھیک ہے, اوکے, اوکے جی, ٹھیک رہے گا, theek,"
    "theek hai, theek he, theek h, thek hai, thik hai, teek hai, tik hai, thek he, thik he,"
    "theak hai, tk, ji theek hai, theek hai ji, ok ji, okay ji, ok g, sahi hai, sahi, manzoor hai,"
    "منظور ہے, صحیح ہے",
    Meaning.NO: "نہیں, نہی, نہ, جی نہیں, نہیں جی, nahi, nahin, nahee, nahein, nahen, nai, nhi,"
    "nahi ji, ji nahi, ji nahin, jee nahi, jee nahin, g nahi, nahi g, nhi ji, nahi nahi, na, naa,"
    "nah ji",
    Meaning.NOT_NOW: "اس بار نہیں, ابھی نہیں اس بار, is bar nahi, is baar nahi, iss bar nahi,"
    "is dafa nahi, اس دفعہ نہیں",
    Meaning.CANNOT: "نہیں آ سکتے, نہیں آ سکتی, نہیں آ سکتا, میں نہیں آ سکتی, میں نہیں آ سکتا,"
    "ہم نہیں آ سکتے, نہیں آسکتی, نہیں آسکتا, نہیں آسکتے, میں نہیں آسکتی, میں نہیں آسکتا,"
    "ہم نہیں آسکتے, نہیں آؤں گی, نہیں آؤں گا, نہیں آ پاؤں گی, نہیں آ پاؤں گا, آنا ممکن نہیں,"
    "آنا ممکن نہیں ہے, آنا مشکل ہے, nahi aa sakti, nahi aa sakta, nahi aa sakte, nahi a sakti,"
    "nahi a sakta, nahi a sakte, main nahi aa sakti, main nahi aa sakta, mein nahi aa sakti,"
    "mein nahi aa sakta, mai nahi aa sakti, mai nahi aa sakta, hum nahi aa sakte, nahin aa sakti,"
    "nahin aa sakta, nahin aa sakte, nhi aa sakti, nhi aa sakta, nhi aa sakte, nahi aasakti,"
    "nahi aasakta, nahi aungi, nahi aunga, nahi aaungi, nahi aaunga, aana mumkin nahi,"
    "ana mumkin nahi",
    # "Thanks ji" is no "thanks, yes".
    Meaning.POLITE: "شکریہ جی, بہت شکریہ جی, بہت بہت شکریہ جی, مہربانی جی, shukriya ji,"
    "shukriya jee,"
    "shukriya g, shukria ji, shukria jee, shukria g, bohat shukriya ji,"
    "bohat shukriya jee, bohat shukriya g, bahut shukriya ji, bahut shukriya jee,"
    "bahut shukriya g, bht shukriya ji, bht shukriya jee, bht shukriya g, meherbani ji,"
    "meherbani jee, meherbani g, mehrbani ji, mehrbani jee, mehrbani g, thanks ji,"
    "thanks jee, thanks g, thank you ji, thank you jee, thank you g, thank u ji,"
    "thank u jee, thank u g, thx ji, thx jee, thx g, ty ji, ty jee, ty g,"
    "شکریہ, بہت شکریہ, بہت بہت شکریہ, آپ کا شکریہ, آپ کا بہت شکریہ, مہربانی,"
    "بڑی مہربانی, براہ کرم, براہ مہربانی, پلیز, جی, سلام, السلام علیکم, اسلام علیکم,"
    "وعلیکم السلام, و علیکم السلام, ان شاء اللہ, انشاءاللہ, انشااللہ, انشاء اللہ, جزاک اللہ,"
    "معذرت, معاف کیجیے, سوری, تھینک یو, تھینکس, میڈم, مس, سر, ہیلو, خدا حافظ, اللہ حافظ, shukriya,"
    "shukria, shukriyaa, sukria, bohat shukriya, bahut shukriya, bohot shukriya, boht shukriya,"
    "bht shukriya, aap ka shukriya, apka shukriya, meherbani, mehrbani, mehrbani hogi,"
    "barae meherbani, ji, jee, salam, salaam, slam, asalam, aslam o alaikum, asalam o alaikum,"
    "asalamualaikum, assalamualaikum, assalam o alaikum, assalamu alaikum, asalam alaikum,"
    "as salam, aoa, asak, wa alaikum salam, walaikum salam, walikum salam, inshallah, insha allah,"
    "inshaallah, in sha allah, jazakallah, jazak allah, jazakallah khair, mazrat, maazrat,"
    "sorry ji, madam ji, miss ji, khuda hafiz, allah hafiz, meharbani, janab, جناب, اچھا, acha,"
    "accha, achha,"
    "الحمدللہ, الحمد للہ, ماشاءاللہ, ماشاء اللہ, ما شاء اللہ, alhamdulillah, alhamdolillah,"
    "alhamdulilah, alhumdulillah, mashallah, masha allah, mashaallah",
    # Punjabi, which families from Pakistan write in these letters and not in those of India.
    Meaning.FALSE_FRIENDS: "punjabi, panjabi, پنجابی",
    Meaning.REAL_WORDS: "chaand, chaat, chadar, chair, chara, chen, cheng, chens, haji, handi,"
    "hani, hanoi, hansi, madan, pancho, panchi, patch, pinch, punchy, zabar, zaman, zaroorat,"
    "zaroori, zaruri, انگریز, انگلی, بدلی, بدین, بغلیں, بلین, بولیں, تعدیل, ضروری, معلوماتی, فائی",
    Meaning.STOP: "میسج بند کریں, میسج بند کرو, میسج بند کر دیں, پیغام بند کریں, پیغامات بند کریں,"
    "بند کریں, بند کرو, میسج نہ بھیجیں, میسج مت بھیجیں, سٹاپ, اسٹاپ, band karo, band karen,"
    "band karein, message band karo, message band karen, message band karein, msg band karo,"
    "msg band karen, msg band karein, message mat bhejo, msg mat bhejo, message mat bhejen,"
    "msg na bhejen, message na bhejen",
    Meaning.START: "شروع, شروع کریں, سٹارٹ, اسٹارٹ, shuru, shuru karo, shuru karen, shuru karein",
    Meaning.HELP: "مدد, مدد چاہیے, ہیلپ, معلومات, madad, madad chahiye",
    # Not اوقات, the plural: said alone it also means "what somebody is worth".
    Meaning.TIMES: "وقت, میرا وقت, میرے وقت, ٹائم, میرا ٹائم, میری ملاقات, میری ملاقاتیں,"
    "میری بکنگ, ملاقات کب ہے, میری ملاقات کب ہے, کب ہے, کب آنا ہے, میری باری کب ہے, کتنے بجے ہے,"
    "کتنے بجے آنا ہے, کس وقت آنا ہے, کس دن آنا ہے, mera waqt, waqt, mera time, meri mulaqat,"
    "meri mulaqat kab hai, mulaqat kab hai, kab hai, kab ana hai, kab aana hai, kis waqt ana hai,"
    "kis waqt aana hai, kitne baje ana hai, kitne baje aana hai, kitne bje ana hai,"
    "kis din ana hai, kis din aana hai, time kya hai, mera time kya hai, mera time kab hai,"
    "meri booking, meri appointment, meri appointment kab hai, appointment kab hai,"
    "meeting kab hai, ٹائم کیا ہے, وقت کیا ہے, میرا وقت کیا ہے, میٹنگ کب ہے",
    Meaning.CHANGE: "تبدیلی, تبدیل, تبدیل کریں, تبدیل کرنا ہے, تبدیل کر دیں, بدلنا ہے, بدلیں,"
    "بدل دیں, چینج, چینج کرنا ہے, چینج کریں, tabdeeli, tabdeel, tabdeel karna hai, tabdeel karen,"
    "tabdeel karein, tabdil, tabdil karna hai, badalna hai, badlna hai, badal dein, badal den,"
    "change karna hai, change karo, change karen, change karein, change kar dein, change krna hai,"
    "change kr dein, chenj, chenj karna hai",
    Meaning.TALK: "بات, بات کرنی ہے, بات کرنا ہے, بات چیت, بات کرنا چاہتی ہوں, بات کرنا چاہتا ہوں,"
    "میں بات کرنا چاہتی ہوں, میں بات کرنا چاہتا ہوں, مجھے بات کرنی ہے, مجھے بات کرنا ہے,"
    "ٹیچر سے بات کرنی ہے, مجھے ٹیچر سے بات کرنی ہے, استاد سے بات کرنی ہے,"
    "مجھے استاد سے بات کرنی ہے, استانی سے بات کرنی ہے, مجھے استانی سے بات کرنی ہے, ٹیچر سے بات,"
    "baat, baat karni hai, bat karni hai, baat krni hai, bat krni hai, baat karna hai,"
    "mujhe baat karni hai, mujhe bat karni hai, muje bat karni hai, mujhe baat krni hai,"
    "baat karna chahti hun, baat karna chahta hun, baat karna chahti hoon, baat karna chahta hoon,"
    "main baat karna chahti hun, main baat karna chahta hun, teacher se baat karni hai,"
    "teacher se bat karni hai, mujhe teacher se baat karni hai, mujhe teacher se bat karni hai,"
    "teacher se baat krni hai, ustad se baat karni hai, baat cheet",
    Meaning.LANGUAGE: "زبان, زبان بدلنا ہے, زبان بدلیں, زبان تبدیل کریں, زبان تبدیل کرنی ہے,"
    "دوسری زبان, میری زبان, زبان بدلنی ہے, zaban, zabaan, zuban, zubaan, zaban badalni hai,"
    "zaban tabdeel, zaban tabdeel karen, zaban change, zaban change karni hai, doosri zaban,"
    "dusri zaban, meri zaban, language change, language change karni hai",
    Meaning.IDEAS: "مشورے, مشورے چاہئیں, مشورے چاہیے, مجھے مشورے چاہئیں, مجھے مشورے چاہیے,"
    "مشورے بھیجیں, مشورے بھیج دیں, مجھے مشورے بھیجیں, مشورے شروع, مشورے شروع کریں, مزید مشورے,"
    "ہر ہفتے مشورہ, ہر ہفتے ایک مشورہ, آئیڈیاز, آئیڈیاز چاہئیں, آئیڈیاز بھیجیں, mashware,"
    "mashwaray, mashwary, mashvare, mashwarey, mashware chahiye, mashware chahiyen,"
    "mashwaray chahiye, mashwaray chahiyen, mujhe mashware chahiye, mujhe mashwaray chahiye,"
    "mashware bhejen, mashware bhejein, mashwaray bhejen, mashwaray bhejein, mashware shuru,"
    "mashwaray shuru, mazeed mashware, mazeed mashwaray, har hafte mashwara, ideas chahiye,"
    "mujhe ideas chahiye, ideas bhejen, ideas bhejein, ideas bhej dein, ideas shuru,"
    "ideas shuru karen",
    Meaning.NO_IDEAS: "مشورے بند, مشورے بند کریں, مشورے بند کر دیں, مشورے بند کرو,"
    "مشورے نہیں چاہئیں, مشورے نہیں چاہیے, مجھے مشورے نہیں چاہئیں, مجھے مشورے نہیں چاہیے,"
    "مزید مشورے نہیں, مزید مشورے نہیں چاہئیں, مشورے نہ بھیجیں, مشورے مت بھیجیں, آئیڈیا بند,"
    "آئیڈیاز بند, آئیڈیاز بند کریں, آئیڈیاز نہیں چاہئیں, mashware band, mashwaray band,"
    "mashwary band, mashvare band, mashware band karo, mashware band karen, mashware band karein,"
    "mashware band kar dein, mashwaray band karo, mashwaray band karen, mashwaray band karein,"
    "mashware nahi chahiye, mashware nahi chahiyen, mashwaray nahi chahiye,"
    "mujhe mashware nahi chahiye, mashware mat bhejen, mashware na bhejen, mashwaray mat bhejen,"
    "mashwaray na bhejen, ideas band, ideas band karo, ideas band karen, ideas band karein,"
    "ideas band kar dein, ideas nahi chahiye, mujhe ideas nahi chahiye, ideas mat bhejen,"
    "ideas na bhejen",
    Meaning.NEWS: "اچھی خبر, اچھی خبریں, خوشخبری, خوش خبری, خوشخبریاں, اچھی خبر بھیجیں,"
    "اچھی خبریں بھیجیں, اچھی خبر شروع, اچھی خبر شروع کریں, اچھی خبریں شروع کریں,"
    "مجھے اچھی خبر چاہیے, مجھے اچھی خبریں چاہئیں, خوشخبری بھیجیں, خوشخبری شروع, achi khabar,"
    "achhi khabar, acchi khabar, achi khabren, achi khabrain, achi khabar bhejen,"
    "achi khabar bhejein, achi khabren bhejen, achi khabar shuru, achi khabar shuru karen,"
    "mujhe achi khabar chahiye, khushkhabri, khush khabri, khushkhabari, khushkhabri bhejen,"
    "khushkhabri shuru, good news shuru, good news bhejen",
    Meaning.NO_NEWS: "اچھی خبر بند, اچھی خبر بند کریں, اچھی خبر بند کر دیں, اچھی خبریں بند,"
    "اچھی خبریں بند کریں, اچھی خبر نہ بھیجیں, اچھی خبر مت بھیجیں, اچھی خبریں نہ بھیجیں,"
    "اچھی خبر نہیں چاہیے, اچھی خبریں نہیں چاہئیں, خوشخبری بند, خوشخبری بند کریں, خوش خبری بند,"
    "خوشخبری نہ بھیجیں, achi khabar band, achhi khabar band, acchi khabar band,"
    "achi khabar band karo, achi khabar band karen, achi khabar band karein,"
    "achi khabar band kar dein, achi khabren band, achi khabren band karen, achi khabar na bhejen,"
    "achi khabar mat bhejen, achi khabar nahi chahiye, khushkhabri band, khush khabri band,"
    "khushkhabri band karen, khushkhabri na bhejen, good news band, good news band karo,"
    "good news band karen, good news band karein, good news na bhejen, good news nahi chahiye",
    Meaning.REMINDERS: "یاد دہانی, یاد دہانیاں, یاد دہانی چاہیے, مجھے یاد دہانی چاہیے,"
    "یاد دہانی بھیجیں, یاد دہانی شروع, یاد دہانی شروع کریں, yaad dehani, yad dehani,"
    "yaad dihani, yaad dehani chahiye, mujhe yaad dehani chahiye, yaad dehani bhejen,"
    "yaad dehani shuru, yaad dehani shuru karen, reminder chahiye, reminders chahiye,"
    "reminder bhejen, reminder shuru, reminder shuru karen",
    Meaning.NO_REMINDERS: "یاد دہانی بند, یاد دہانی بند کریں, یاد دہانی بند کر دیں,"
    "یاد دہانی نہیں چاہیے, مجھے یاد دہانی نہیں چاہیے, یاد دہانی نہ بھیجیں,"
    "یاد دہانی مت بھیجیں, yaad dehani band, yaad dehani band karen, yaad dehani band karo,"
    "yaad dehani nahi chahiye, yaad dehani na bhejen, reminder band, reminder band karen,"
    "reminder band karo, reminders band karen, reminder nahi chahiye, reminders nahi chahiye,"
    "reminder mat bhejen, reminder na bhejen",
    Meaning.RING_ONLY: "صرف فون کریں, صرف فون, صرف کال کریں, صرف کال, میسج نہیں فون کریں,"
    "میسج نہیں صرف فون, میسج نہیں صرف فون کریں, میسج نہ کریں فون کریں,"
    "میسج نہ کریں صرف فون کریں, میسج نہ بھیجیں فون کریں, فون کریں میسج نہیں,"
    "فون کریں میسج نہ کریں, کال کریں میسج نہیں, sirf phone karen, sirf phone,"
    "sirf call karen, sirf call, message nahi phone karen, msg nahi phone karen,"
    "message nahi call karen, message nahi sirf phone, phone karen message nahi,"
    "call karen message nahi, call karen msg nahi, message na karen phone karen,"
    "msg na karen call karen",
    Meaning.NO_ENGLISH: "انگریزی نہیں آتی, مجھے انگریزی نہیں آتی, انگلش نہیں آتی,"
    "مجھے انگلش نہیں آتی, english nahi aati, english nahi ati, mujhe english nahi aati,"
    "mujhe english nahi ati, muje english nahi ati, angrezi nahi aati, mujhe angrezi nahi aati,"
    "english nhi ati, mujhe english nhi ati",
    Meaning.MORE: "مزید, اور دکھائیں, اور بتائیں, مزید دکھائیں, mazeed, mazid, aur dikhao,"
    "aur dikhaen, aur dikhayein, aur batao, aur bataen, koi nahi in mein se, in mein se koi nahi,"
    "ان میں سے کوئی نہیں",
    Meaning.OTHER_TIME: "دوسرے اوقات, اور وقت, کوئی اور وقت, دوسرا وقت, کوئی دوسرا وقت, مزید وقت,"
    "مزید اوقات, دوسرا ٹائم, کوئی اور ٹائم, اور ٹائم, کوئی اور دن, دوسرا دن, نیا وقت,"
    "وقت بدلنا ہے, وقت بدلیں, وقت تبدیل کرنا ہے, وقت تبدیل کریں, ٹائم بدلنا ہے,"
    "ٹائم تبدیل کرنا ہے, ٹائم چینج کرنا ہے, aur time, or time, koi aur time, koi or time,"
    "doosra time, dusra time, dosra time, koi dusra time, koi doosra time, aur waqt, koi aur waqt,"
    "doosra waqt, dusra waqt, naya time, naya waqt, koi aur din, koi or din, dusra din,"
    "doosra din, time change karna hai, time change krna hai, time badalna hai, waqt badalna hai,"
    "time tabdeel karna hai, waqt tabdeel karna hai, time change karo, time change karen,"
    "time change karein, time change kar dein, time change, mazeed time, aur times, dusre time",
    Meaning.CALL: "مجھے فون کریں, فون کریں, فون, کال, کال کریں, مجھے کال کریں, فون کر لیں,"
    "مجھے فون کر لیں, کال کر لیں, فون کر دیں, کال کر دیں, فون کیجیے, phone karen, phone karein,"
    "phone karo, fone karen, call karen, call karein, call karo, call kr lo, call kar lo,"
    "call kar lein, call kar len, mujhe call karen, mujhe call karein, mujhe call karo,"
    "muje call karen, muje call karo, mujhe phone karen, mujhe phone karein, mujhe phone karo,"
    "muje phone karen, muje phone karo, mujhe fone karen, call kar dein, phone kar dein,"
    "call kijiye, phone kijiye, mujhe call kar lein",
    Meaning.COMING: "آؤں گی, آؤں گا, آئیں گے, ہم آئیں گے, میں آؤں گی, میں آؤں گا, آ رہی ہوں,"
    "آ رہا ہوں, آ رہے ہیں, ہم آ رہے ہیں, میں آ رہی ہوں, میں آ رہا ہوں, آنا ہے, آ جاؤں گی,"
    "آ جاؤں گا, آ جائیں گے, آجاؤں گی, آجاؤں گا, آجائیں گے, ضرور آؤں گی, ضرور آؤں گا, ضرور آئیں گے,"
    "میں ضرور آؤں گی, میں ضرور آؤں گا, آ سکتی ہوں, آ سکتا ہوں, آ سکتے ہیں, aungi, aunga, aaungi,"
    "aaunga, aaonga, aaongi, aonga, aongi, main aungi, main aunga, mein aungi, mein aunga,"
    "main aaungi, main aaunga, mai aungi, mai aunga, ayenge, aayenge, aaenge, aen ge, ayen ge,"
    "ayengy, hum ayenge, hum aayenge, hum aaenge, hum ayen ge, aa rahi hun, aa rahi hoon,"
    "aa raha hun, aa raha hoon, aa rahe hain, hum aa rahe hain, arahi hun, araha hun, aa jaungi,"
    "aa jaunga, aajaungi, aajaunga, a jaungi, a jaunga, aa jayenge, zaroor aungi, zaroor aunga,"
    "zaroor aaungi, zaroor aaunga, zaroor ayenge, main zaroor aungi, main zaroor aunga,"
    "aa sakti hun, aa sakta hun, aa sakti hoon, aa sakta hoon, aa sakte hain, ana hai, aana hai,"
    "mein aaunga, mein aaungi",
    Meaning.UNDO: "واپس کریں, واپس کر دیں, دوبارہ رکھیں, ملاقات واپس کریں, wapas karen,"
    "wapas karein, wapas kar dein, wapis kar dein, wapis karen, dobara rakhen, dobara rakh dein",
    Meaning.WAIT: "وقت خالی ہو تو مجھے بتائیں, مجھے جگہ کا انتظار رہے گا,"
    "انتظار, انتظار کروں گی, انتظار کروں گا, انتظار کریں گے, میں انتظار کروں گی,"
    "میں انتظار کروں گا, ہم انتظار کریں گے, انتظار کر لوں گی, انتظار کر لوں گا, intezar, intizar,"
    "intezaar, intezar karungi, intezar karunga, intezar karoongi, intezar karoonga,"
    "intizar karungi, intizar karunga, intezar karenge, intezar kar lenge, intezar kar lungi,"
    "intezar kar lunga, wait karungi, wait karunga, wait kar lungi, wait kar lunga, wait karenge",
    Meaning.TAKE: "لے لوں گی, لے لوں گا, لیں گے, لے لیں گے, چاہیے, جی چاہیے, ہاں چاہیے,"
    "مجھے چاہیے, le lungi, le lunga, le lenge, chahiye, chaiye, haan chahiye, ji chahiye,"
    "mujhe chahiye, book kar dein, book karen, book kardo, بک کر دیں",
    Meaning.BRING: "بچے میرے ساتھ آئیں گے,"
    "ساتھ لاؤں گی, ساتھ لاؤں گا, ساتھ لائیں گے, بچے کو ساتھ لاؤں گی,"
    "بچے کو ساتھ لاؤں گا, بچوں کو ساتھ لاؤں گی, بچوں کو ساتھ لاؤں گا, ساتھ لے آؤں گی,"
    "ساتھ لے آؤں گا, sath laungi, sath laonga, sath launga, saath laungi, saath launga,"
    "sath le aungi, sath le aunga, bache ko sath laungi, bache ko sath launga,"
    "bachon ko sath laungi, bachon ko sath launga, sath layenge, sath le ayenge",
    Meaning.CRECHE: "کریش, بچوں کی دیکھ بھال, بچوں کی مفت دیکھ بھال,"
    "bachon ki dekh bhal, creche change",
    Meaning.NONE: "کوئی نہیں, کچھ نہیں, کوئی بھی نہیں, کچھ بھی نہیں, صفر, زیرو, koi nahi,"
    "koi nahin, koi nai, koi nhi, koi bhi nahi, koi b nahi, kuch nahi, kuch nahin, kuch nai,"
    "kuch nhi, kuch bhi nahi, kuch b nahi, kch nahi, sifar, ziro, ek bhi nahi, aik bhi nahi,"
    "ایک بھی نہیں",
    Meaning.NOTHING_SPECIAL: "کچھ خاص نہیں, خاص نہیں, کچھ خاص بات نہیں, کوئی خاص بات نہیں,"
    "کوئی بات نہیں, ابھی کچھ نہیں, ابھی نہیں, اور کچھ نہیں, سب ٹھیک ہے, سب ٹھیک, سب اچھا ہے,"
    "سب صحیح ہے, بس یہی, بس اتنا ہی, kuch khas nahi, kuch khaas nahi, khas nahi, khaas nahi,"
    "koi khas baat nahi, koi khaas baat nahi, koi baat nahi, abhi kuch nahi, abhi nahi,"
    "aur kuch nahi, sab theek hai, sab theek, sab thik hai, sab thik, sab acha hai, sab ok hai,"
    "bas yehi, bas itna hi,"
    "فی الحال نہیں, فی الحال کچھ نہیں, کچھ خاص نہیں ہے, ابھی تو کچھ نہیں, نہیں بس ملنا ہے,"
    "filhal nahi, filhal kuch nahi, fil hal kuch nahi, abhi to kuch nahi,"
    "kuch khas nahi hai, koi khas nahi, kuch khas baat nahi",
    Meaning.NO_LITTLE_ONES: "کوئی بچہ نہیں, بچے نہیں, صرف میں, میں اکیلی, میں اکیلا, ضرورت نہیں,"
    "ضرورت نہیں ہے, اکیلی آؤں گی, اکیلا آؤں گا, koi bacha nahi, bache nahi, sirf main, sirf mein,"
    "main akeli, main akela, zaroorat nahi, zaroorat nahi hai, zarurat nahi, zarurat nahi hai,"
    "akeli aungi, akela aunga",
    Meaning.NO_NEEDS: "کوئی الرجی نہیں, کوئی الرجی نہیں ہے, الرجی نہیں, الرجی نہیں ہے,"
    "کوئی بیماری نہیں, کوئی دوائی نہیں, ایسا کچھ نہیں, koi allergy nahi, koi allergy nahi hai,"
    "allergy nahi, allergy nahi hai, koi alergy nahi, koi bimari nahi, koi beemari nahi,"
    "koi dawai nahi, aisa kuch nahi",
    Meaning.INTERPRETER: "مترجم, مترجم چاہیے, ترجمان, ترجمان چاہیے, مجھے مترجم چاہیے,"
    "مجھے ترجمان چاہیے, چاہیے, ہاں چاہیے, جی چاہیے, mutarjim, mutarjim chahiye, tarjuman,"
    "tarjuman chahiye, interpreter chahiye, mujhe interpreter chahiye, chahiye, chaiye,"
    "haan chahiye, ji chahiye, translator chahiye, mujhe translator chahiye",
    Meaning.NO_INTERPRETER: "نہیں چاہیے, ضرورت نہیں, ضرورت نہیں ہے, کوئی ضرورت نہیں,"
    "انگریزی آتی ہے, مجھے انگریزی آتی ہے, nahi chahiye, nahin chahiye, nai chahiye, zaroorat nahi,"
    "zaroorat nahi hai, zarurat nahi, zarurat nahi hai, koi zaroorat nahi, english aati hai,"
    "english ati hai, mujhe english aati hai, mujhe english ati hai",
    Meaning.AGREE: "متفق, متفق ہوں, میں متفق ہوں, ہم متفق ہیں, جی متفق ہوں, ہاں متفق ہوں,"
    "جی میں متفق ہوں, ہاں میں متفق ہوں, مجھے منظور ہے, ہمیں منظور ہے, جی مجھے منظور ہے,"
    "ہاں مجھے منظور ہے, جی منظور ہے, ہاں منظور ہے, قبول ہے, mutafiq, mutafiq hun, mutafiq hoon,"
    "main mutafiq hun, main mutafiq hoon, mein mutafiq hun, hum mutafiq hain, mujhe manzoor hai,"
    "humein manzoor hai, ji manzoor hai, haan manzoor hai, manzur hai, qabool hai,"
    "main agree karti hun, main agree karta hun, agree hun, agree hoon,"
    "راضی ہوں, میں راضی ہوں, ہم راضی ہیں, سب منظور ہے, مجھے سب منظور ہے, مجھے یہ منظور ہے,"
    "میری طرف سے ہاں, میں اس سے متفق ہوں, جو ہم نے مل کر پڑھا مجھے منظور ہے, raazi hun,"
    "razi hun, main raazi hun, main razi hun, hum raazi hain, hum razi hain,"
    "sab manzoor hai, mujhe sab manzoor hai, mujhe manzoor he, mujhe manzur hai,"
    "muje manzoor hai, manzoor he, manzoor h, meri taraf se haan, agree karti hun,"
    "agree karta hun, agree karte hain, hum agree karte hain, main agree krti hun,"
    "main agree krta hun",
    Meaning.READ: "پڑھ کر سنائیں, پڑھ کر سنا دیں, مجھے پڑھ کر سنائیں, مجھے پڑھ کر سنا دیں, پڑھیں,"
    "مجھے فون کر کے پڑھ کر سنائیں, فون کر کے پڑھ کر سنائیں, فون کر کے سنائیں, سنائیں, سنا دیں,"
    "یاد نہیں, مجھے یاد نہیں, منصوبہ کیا ہے, منصوبہ کیا تھا, parh kar sunain, parh kar sunayen,"
    "parh ke sunain, parh ke sunayen, parh kar suna dein, mujhe parh kar sunain,"
    "mujhe parh kar suna dein, phone kar ke parh kar sunain, sunain, suna dein, yaad nahi,"
    "mujhe yaad nahi,"
    "مجھے فون پر پڑھ کر سنائیں, فون پر پڑھ کر سنائیں, فون پر سنائیں, فون پر پڑھ کر سنا دیں,"
    "مجھے پلان بتائیں, پلان بتائیں, پلان بتا دیں, مجھے پلان دوبارہ بتائیں,"
    "پلان دوبارہ بتائیں, دوبارہ بتائیں, پلان کیا ہے, پلان کیا تھا,"
    "پلان یاد نہیں, مجھے پلان یاد نہیں, parh kar sunaen, parh kar sunayein, parh kar sunao,"
    "parh ke suna dein, parh ke suna den, parh kar suna den, mujhe parh kar sunayen,"
    "phone par parh kar sunain, phone par parh kar sunayen, phone pe parh kar sunain,"
    "phone pe suna dein, plan bataen, plan batayen, plan bata dein, mujhe plan bataen,"
    "mujhe plan batayen, mujhe plan bata dein, plan dobara bataen, plan dobara batayen,"
    "dobara bataen, dobara batayen, plan kya hai, plan kya tha,"
    "plan yaad nahi, mujhe plan yaad nahi, yaad nahi hai, mujhe yaad nahi hai",
    Meaning.PAPER: "کاغذ, کاغذ پر, کاغذ پر بھیجیں, مجھے کاغذ پر بھیجیں, کاغذ بھیجیں,"
    "کاغذ بھیج دیں, کاغذ پر بھیج دیں, ڈاک سے, ڈاک سے بھیجیں, خط, خط بھیجیں, پرنٹ, پرنٹ کر دیں,"
    "kaghaz, kaghaz par, kaghaz pe, kaghaz par bhejen, kaghaz par bhej dein, kaghaz bhejen,"
    "kaghaz bhej dein, mujhe kaghaz par bhejen, dak se, dak se bhejen, khat, khat bhejen,"
    "print kar dein,"
    "مجھے یہ کاغذ پر بھیجیں, یہ کاغذ پر بھیجیں, پیپر پر بھیجیں, مجھے پیپر پر بھیجیں,"
    "ڈاک سے بھیج دیں, خط بھیج دیں, kaghaz pe bhej dein, kaghaz par bhej den,"
    "mujhe kaghaz par bhej dein, mujhe ye kaghaz par bhejen, paper par, paper pe,"
    "paper par bhejen, paper par bhej dein, paper pe bhej dein, paper bhej dein,"
    "letter bhejen, letter bhej dein, khat bhej dein, post kar dein, print kar ke bhej dein",
    Meaning.WELL: "اچھا چل رہا ہے, ٹھیک چل رہا ہے, اچھا جا رہا ہے, بہت اچھا, بہت اچھا چل رہا ہے,"
    "سب ٹھیک ہے, سب ٹھیک, سب اچھا ہے, اچھا ہے, acha chal raha hai, achha chal raha hai,"
    "theek chal raha hai, thik chal raha hai, acha ja raha hai, bohat acha, bahut acha,"
    "sab theek hai, sab theek, sab acha hai, acha hai,"
    "اچھا چل رہا ہے پلان, پلان اچھا چل رہا ہے, پلان ٹھیک چل رہا ہے, صحیح چل رہا ہے,"
    "سب ٹھیک چل رہا ہے, سب اچھا چل رہا ہے, بالکل ٹھیک چل رہا ہے, بہت اچھا جا رہا ہے,"
    "ٹھیک جا رہا ہے, بہت اچھا ہے, اچھی چل رہی ہے, achha ja raha hai, acha chal rha hai,"
    "acha chal raha he, acha chal rha he, theek chal rha hai, theek chal raha he,"
    "thik chal rha hai, theek ja raha hai, sahi chal raha hai, sahi ja raha hai,"
    "sab theek chal raha hai, sab acha chal raha hai, bilkul theek chal raha hai,"
    "bohat acha chal raha hai, bahut acha chal raha hai, bohat acha ja raha hai,"
    "bht acha chal raha hai, bht acha, plan acha chal raha hai, plan theek chal raha hai,"
    "achi chal rahi hai, bohat acha hai",
    Meaning.HARD: "تھوڑا مشکل, تھوڑا مشکل ہے, مشکل, مشکل ہے, کچھ مشکل ہے, کچھ مشکل, ذرا مشکل,"
    "ذرا مشکل ہے, بہت مشکل, بہت مشکل ہے, آسان نہیں, آسان نہیں ہے, mushkil, mushkil hai,"
    "thora mushkil, thora mushkil hai, kuch mushkil hai, zara mushkil hai, bohat mushkil hai,"
    "bahut mushkil hai, asan nahi, asan nahi hai, aasan nahi hai,"
    "تھوڑی مشکل, تھوڑی مشکل ہے, کچھ مشکل ہو رہی ہے, تھوڑی مشکل ہو رہی ہے, مشکل ہو رہی ہے,"
    "تھوڑا مشکل لگ رہا ہے, مشکل لگ رہا ہے, تھوڑا سا مشکل ہے, thori mushkil,"
    "thori mushkil hai, thoda mushkil, thoda mushkil hai, thora sa mushkil hai, mushkil he,"
    "thora mushkil he, mushkil ho rahi hai, thori mushkil ho rahi hai, mushkil lag raha hai,"
    "thora mushkil lag raha hai, thora hard hai",
    Meaning.STUCK: "رک گیا ہے, پھنس گئے, پھنس گئے ہیں, نہیں ہو رہا, نہیں ہو پا رہا,"
    "نہیں ہو رہا فون کریں, رک گیا ہے فون کریں, نہیں چل رہا, آگے نہیں بڑھ رہا, مدد چاہیے,"
    "ruk gaya hai, phans gaye, phans gaye hain, nahi ho raha, nahi ho pa raha,"
    "nahi ho raha phone karen, nahi ho raha call karen, nahi chal raha, madad chahiye,"
    "کام رک گیا, کام رک گیا ہے, کام رک گیا فون کریں, کام رک گیا ہے فون کریں, رک گیا,"
    "رک گیا فون کریں, رک گئے, رک گئے ہیں, اٹک گئے, اٹک گئے ہیں, ہو نہیں رہا,"
    "ہم سے نہیں ہو رہا, مجھ سے نہیں ہو رہا, نہیں کر پا رہے, ہم نہیں کر پا رہے,"
    "اچھا نہیں چل رہا, ٹھیک نہیں چل رہا, مشکل ہے فون کریں, ruk gaya, kaam ruk gaya,"
    "kaam ruk gaya hai, ruk gaye, ruk gaye hain, atak gaye, atak gaye hain, phas gaye,"
    "phas gaye hain, ho nahi raha, nhi ho raha, nahi ho rha, nhi ho rha,"
    "hum se nahi ho raha, mujh se nahi ho raha, nahi kar pa rahe, hum nahi kar pa rahe,"
    "acha nahi chal raha, theek nahi chal raha, mushkil hai phone karen,"
    "mushkil hai call karen, ruk gaya hai phone karen, ruk gaya hai call karen",
    Meaning.DID: "کر لیا, کرلیا, کر لیا ہے, ہم نے کر لیا, ہم نے کر لیا ہے, میں نے کر لیا,"
    "میں نے کر لیا ہے, ہم نے کیا, میں نے کیا, جی کر لیا, ہاں کر لیا, جی ہاں کر لیا, ہو گیا, ہوگیا,"
    "ہو گیا ہے, kar liya, karliya, kar lia, kr liya, krliya, kar liya hai, kr liya hai,"
    "hum ne kar liya, humne kar liya, hum ne kr liya, maine kar liya, main ne kar liya,"
    "mene kar liya, hum ne kiya, humne kiya, maine kiya, ji kar liya, haan kar liya, ho gaya,"
    "hogaya, ho gya, hogya, ho gaya hai",
    Meaning.THUMB: "",
    # Left out: نو (nine), which is also how the English "no" is written; "chay" (six), which also
    # stands for tea and "want"; "sat" (seven), which is Saturday too.
    Meaning.NUMBERS: "ایک/ون/ek/aik, دو/ٹو/do, تین/تھری/teen/tin, چار/فور/char/chaar, پانچ/فائیو/"
    "panch/paanch/punch, چھ/چھے/chhe/chhay/cheh, سات/saat, آٹھ/aath, nau, دس/das",
    # Nor پہلے, which is "before" too, nor چھٹی, a day off.
    Meaning.ORDINALS: "پہلا/پہلی/پہلے والا/pehla/pehli/pahla/pehla wala/pehle wala, دوسرا/دوسری/"
    "دوسرے والا/dusra/doosra/dosra/dusri/doosri/dusra wala/doosra wala, تیسرا/تیسری/تیسرے والا/"
    "teesra/tisra/teesri/teesra wala, چوتھا/چوتھی/چوتھے والا/chotha/chautha/chotha wala, پانچواں/"
    "پانچویں/panchwan, چھٹا",
    Meaning.ALONE: "do, teen, tin, char, das, nau, punch",
    Meaning.CHOICE: "نمبر, آپشن, آپشن نمبر, والا, والی, والا نمبر, ٹھیک ہے, ٹھیک رہے گا, صحیح ہے,"
    "کر دیں, رکھ لیں, بک کریں, بک کر دیں, option, number, option number, nmbr, wala, wali,"
    "number wala, wala time, wala option, kar dein, kardo, kar do, kar den, book karen,"
    "book karein, book kar dein, book kardo, theek hai, theek rahega, thik hai, sahi hai,"
    "rakh lein, rakh len, chahiye, چاہیے, mujhe, مجھے",
    Meaning.LITTLE_ONES: "بچہ, بچے, بچی, بچیاں, بچوں, چھوٹے بچے, چھوٹا بچہ, چھوٹی بچی, چھوٹے, صرف,"
    "بس, میرے, میرا, میری, ہیں, ہے, ہوں گے, ہوگا, ہو گا, کے لیے, لاؤں گی, لاؤں گا, آئیں گے, bacha,"
    "bache, bachay, bachy, bachi, bachiyan, bachon, bachey, chote bache, chotay bachay,"
    "chota bacha, choti bachi, sirf, bas, mere, mera, meri, hain, hai, he, h, hen, hn, honge,"
    "hoga, ke liye, k liye, kids, laungi, launga, beta, beti, بیٹا, بیٹی",
    Meaning.COUNTS: "",
    Meaning.AGED: "کا, کی, کے, کا ہے, کی ہے, کے ہیں, ہے, ہیں, عمر, عمریں, میرا, میری, میرے, بڑا,"
    "چھوٹا, بڑی, چھوٹی, دوسرا, دوسری, دوسرے, دوسرا ہے, ایک کی عمر, دوسرے کی عمر, ka, ki, ke, k,"
    "ka hai, ki hai, ke hain, hai, hain, he, h, hen, umar, umer, umr, mera, meri, mere, bara,"
    "bari, barra, chota, choti, chotta, dusra, doosra, dusri, doosri, wala, wali",
    Meaning.WHO: "بچہ, بچی, بیٹا, بیٹی, لڑکا, لڑکی, bacha, bachi, beta, beti, larka, larki",
    Meaning.AND: "اور, aur, tatha, awr, plus",
    Meaning.YEARS: "سال, سال کا, سال کی, سال کے, برس, saal, sal, saal ka, saal ki, saal ke,"
    "sal ka, sal ki, sal ke, baras, saalka, سالہ",
    Meaning.MONTHS: "ماہ, مہینے, مہینہ, مہینوں, ماہ کا, ماہ کی, مہینے کا, مہینے کی, mah, maah,"
    "mahine, mahina, mahinay, maheene, maheena, mahiny, mahene, mahine ka, mahine ki",
    Meaning.HALF: "ساڑھے, آدھا, اور آدھا, sadhe, sarhe, saade, saadhe, adha, aur adha",
    Meaning.YEARS_OLD: "ڈیڑھ/ڈیڑھ سال/ڈیڑھ سال کا/ڈیڑھ سال کی/derh/dedh/derh saal/dedh saal/"
    "derh saal ka/derh saal ki/dedh saal ka/dedh saal ki/derh sal/derh sal ka/derh sal ki, ڈھائی/"
    "ڈھائی سال/ڈھائی سال کا/ڈھائی سال کی/dhai/dhai saal/dhai saal ka/dhai saal ki/dhai sal/"
    "dhai sal ka/dhai sal ki",
    Meaning.BABY: "نومولود, نوزائیدہ, شیر خوار, چھوٹا بے بی, بے بی, nomolood, nomulood, nozaida,"
    "chota baby, baby hai, چند ماہ, چند مہینے, chand mahine",
    Meaning.EACH: "دونوں, دونوں کی عمر, جڑواں, dono, donon, donu, dono ki umar, dono ki umer,"
    "jurwa, jurwan, dono hi, judwa",
    Meaning.LANGUAGES: "en/انگریزی/انگلش/انگلیش/angrezi/angrezy/inglish, pl/پولش/polish, ur/اردو/"
    "اُردو/urdu/urdoo/urdo",
    Meaning.IN_LANGUAGE: "میں, زبان, چاہیے, کریں, میں کریں, میں بھیجیں, زبان میں, mein, main, me,"
    "mai, zaban, zaban mein, chahiye, karen, karein, karo, mein karen, mein karo, mein chahiye,"
    "mein bhejen, mein bhejein, mein bhejo, mein likhen, mein likho, kar dein, mein kar dein",
    Meaning.WRONG_PERSON: "غلط نمبر, غلط نمبر ہے, یہ غلط نمبر ہے, رانگ نمبر, غلط شخص,"
    "یہ رانگ نمبر ہے, رانگ نمبر ہے, آپ کے پاس غلط نمبر ہے, آپ کا نمبر غلط ہے, میرا بچہ نہیں,"
    "میرا بچہ نہیں ہے, یہ میرا بچہ نہیں, یہ میرا بچہ نہیں ہے, یہ میرے بچے نہیں,"
    "یہ میرے بچے نہیں ہیں, یہ میری بچی نہیں, یہ میری بچی نہیں ہے, میں اس بچے کو نہیں جانتا,"
    "میں اس بچے کو نہیں جانتی, galat number, ghalat number, galat number hai, ghalat number hai,"
    "yeh galat number hai, ye galat number hai, yeh ghalat number hai, ye ghalat number hai,"
    "galat no, galat nmbr, ghalat nmbr, wrong number hai, ye wrong number hai,"
    "yeh wrong number hai, rong number, rong number hai, rong nmbr, mera bacha nahi,"
    "mera bacha nahi hai, ye mera bacha nahi hai, yeh mera bacha nahi hai, ye mera bacha nahi,"
    "yeh mera bacha nahi, yeh meri bachi nahi hai, ye meri bachi nahi hai",
    Meaning.NO_CHILD: "میرا کوئی بچہ نہیں, میرا کوئی بچہ نہیں ہے, میرے بچے نہیں ہیں,"
    "میرے کوئی بچے نہیں, mera koi bacha nahi, mera koi bacha nahi hai, mere bache nahi hain,"
    "mere koi bache nahi",
    Meaning.NOT_ME: "میں {name} نہیں, میں {name} نہیں ہوں, یہ {name} نہیں, یہ {name} نہیں ہے,"
    "یہ {name} کا نمبر نہیں, یہ {name} کا نمبر نہیں ہے, {name} کا نمبر نہیں,"
    "{name} کا نمبر نہیں ہے, یہ {name} کا فون نہیں, یہ {name} کا فون نہیں ہے,"
    "میرا نام {name} نہیں, میرا نام {name} نہیں ہے, میں {name} کو نہیں جانتا,"
    "میں {name} کو نہیں جانتی, main {name} nahi, main {name} nahi hun, main {name} nahi hoon,"
    "mein {name} nahi hun, mein {name} nahi hoon, mein {name} nahi, mai {name} nahi hun,"
    "mai {name} nahi hoon, mai {name} nahi, main {name} nahin hun, main {name} nahin hoon,"
    "main {name} nhi hun, mein {name} nhi hun, mai {name} nhi hun, me {name} nahi hun,"
    "me {name} nhi hun, ye {name} nahi hai, yeh {name} nahi hai, ye {name} nahi, yeh {name} nahi,"
    "ye {name} ka number nahi, ye {name} ka number nahi hai, yeh {name} ka number nahi,"
    "yeh {name} ka number nahi hai, ye {name} ka no nahi hai, {name} ka number nahi hai,"
    "{name} ka number nahi, ye {name} ka phone nahi hai, yeh {name} ka phone nahi hai,"
    "mera naam {name} nahi, mera naam {name} nahi hai, mera nam {name} nahi hai,"
    "main {name} ko nahi janti, main {name} ko nahi janta, mein {name} ko nahi janti,"
    "mein {name} ko nahi janta, i am {name} nahi",
    Meaning.TITLES: "محترمہ, جناب, مسز, مسٹر, بی بی, باجی, آپا, bibi, baji, apa, janab, mohtarma",
    Meaning.NAME_ENDINGS: "",
    Meaning.NOT_NAMES: "گھر, فارغ, تیار, ٹھیک, ابھی, یہاں, آج, کل, آ, ماں, باپ, والدہ, والد, ghar,"
    "farigh, fari, tayyar, theek, abhi, yahan, aaj, kal, aa, maa, baap, walida, walid, bimar,"
    "بیمار, ammi, abu, abbu, kaam, mashroof, sure, mera, meri, mere, میرا, میری",
}

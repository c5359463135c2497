"""What parents write back in Polish. Accents do not matter, see `folding`."""

from portal.wording.meanings import Meaning

WORDS = {
    # "No" (yeah) is not here by itself: it is also how a parent may answer in English.
    Meaning.YES: "tak, no tak, tak jest, taak, oczywiście, no oczywiście, jak najbardziej,"
    "tak oczywiście, zgadzam się, tak zgadzam się, potwierdzam, tak chcę, tak poproszę",
    Meaning.OKAY: "okej, oki, okey, dobrze, no dobrze, dobra, no dobra, no ok, no okej, pewnie,"
    "no pewnie, jasne, no jasne, zgoda, super, świetnie, pasuje, w porządku, może być, spoko, ok,"
    "odpowiada mi, pasuje mi",
    Meaning.NO: "nie, nie nie, niestety nie, nie dziękuję, nie dzięki",
    Meaning.NOT_NOW: "nie tym razem, niestety nie tym razem",
    Meaning.CANNOT: "nie mogę przyjść, nie mogę, niestety nie mogę, niestety nie mogę przyjść,"
    "nie możemy przyjść, nie przyjdę, nie przyjdziemy, nie dam rady, nie damy rady,"
    "nie dam rady przyjść, nie będę mogła przyjść, nie będę mógł przyjść, nie będę mogła,"
    "nie będę mógł, niestety nie dam rady, niestety nie przyjdę, nie będzie mnie, nie pasuje mi",
    Meaning.POLITE: "proszę, poproszę, prosze, bardzo proszę, dziękuję, dziękuje, dzieki, dzięki,"
    "dzięki wielkie, wielkie dzięki, dziękuję bardzo, bardzo dziękuję, dziękuję ślicznie, dzięks,"
    "przepraszam, dzień dobry, dobry, dobry wieczór, cześć, czesc, hej, witam, witam serdecznie,"
    "pozdrawiam, pozdrawiam serdecznie, z góry dziękuję, do widzenia, miłego dnia, proszę pani,"
    "proszę pana, szanowna pani, pzdr, dz, dzk",
    # In everyday Polish "no" means "yeah", "on" is "he" and "my" is "we".
    Meaning.FALSE_FRIENDS: "no, on, ten, my",
    Meaning.REAL_WORDS: "chata, dwojga, dziewic, dziewice, informuje, jaden, jedne, jedni, jednak,"
    "jednym, jedyna, jedyne, jedynego, jedynie, jedyny, jedza, jeana, jelen, jemen, jena, jenna,"
    "jeno, okiem, osemki, osie, osiek, piatce, piatek, piatki, piatku, polis, polisa, polise,"
    "polisy, pomoce, pomocny, ponoc, przelom, przelot, przewoz, przylozyc, rozmowca, rozowa,"
    "selen, siodemki, szewc, szorstka, szostki, termini, troica, troika, trojca, trojce, trojga,"
    "trojkat, troki, troska, troske, troski, truje, twoje, rozowe, polki, potwierdza, potwierdzac,"
    "dwoja, troja, jedynki",
    Meaning.STOP: "wypisz, wypisz mnie, proszę mnie wypisać, nie pisz, nie piszcie,"
    "proszę nie pisać, nie wysyłaj, nie wysyłajcie, nie wysyłajcie smsów, stop sms,"
    "proszę nie wysyłać, proszę nie wysyłać smsów, nie chcę smsów, nie pisz do mnie,"
    "nie piszcie do mnie",
    Meaning.START: "wznów, rozpocznij",
    Meaning.HELP: "pomoc, pomocy, informacja, informacje",
    Meaning.TIMES: "terminy, moje terminy, mój termin, termin, moje rozmowy, moja rozmowa,"
    "moje spotkania, moje spotkanie, moje wizyty, moja wizyta, kiedy mam rozmowę,"
    "kiedy jest rozmowa, kiedy rozmowa, kiedy mam spotkanie, kiedy jest spotkanie,"
    "kiedy spotkanie, na kiedy mam termin, kiedy mam termin, o której mam rozmowę,"
    "o której jest rozmowa, o której rozmowa, o której spotkanie, o której mam spotkanie,"
    "o której mam przyjść, kiedy mam przyjść, jaki mam termin",
    Meaning.CHANGE: "zmiana, zmień, zmienić, zmiany, chcę zmienić, chce zmienić,"
    "chciałabym zmienić, chciałbym zmienić, muszę zmienić, przełożyć, przełóż, chcę przełożyć,"
    "chciałabym przełożyć, chciałbym przełożyć, muszę przełożyć, czy można przełożyć,"
    "czy mogę przełożyć, czy mogę zmienić, można zmienić, można przełożyć, przesunąć,"
    "chcę przesunąć, czy można przesunąć, zmiana rozmowy, zmiana spotkania, przełożyć rozmowę,"
    "przełożyć spotkanie, chcę przełożyć rozmowę, chcę przełożyć spotkanie,"
    "chciałabym przełożyć spotkanie, chciałbym przełożyć spotkanie, chciałabym przełożyć rozmowę,"
    "chciałbym przełożyć rozmowę, muszę przełożyć spotkanie, muszę przełożyć rozmowę",
    Meaning.TALK: "rozmowa, chcę porozmawiać, chce porozmawiać, chciałabym porozmawiać,"
    "chciałbym porozmawiać, porozmawiać, muszę porozmawiać, proszę o rozmowę,"
    "czy mogę porozmawiać, chcę rozmawiać, chciałabym rozmawiać, chciałbym rozmawiać,"
    "chcę rozmowy, chcę porozmawiać z nauczycielem, chcę porozmawiać z nauczycielką,"
    "chciałabym porozmawiać z nauczycielem, chciałbym porozmawiać z nauczycielem,"
    "chciałabym porozmawiać z nauczycielką, chciałbym porozmawiać z nauczycielką,"
    "rozmowa z nauczycielem, rozmowa z nauczycielką, porozmawiać z nauczycielem,"
    "porozmawiać z nauczycielką, chcę rozmawiać z nauczycielem, chcę rozmawiać z nauczycielką,"
    "czy mogę porozmawiać z nauczycielem, czy mogę porozmawiać z nauczycielką,"
    "chciałabym rozmawiać z nauczycielem, chciałbym rozmawiać z nauczycielem,"
    "chcę porozmawiać z kimś, chcę z kimś porozmawiać, rozmowę, chcemy porozmawiać,"
    "chcemy rozmawiać, wolę porozmawiać, najpierw chcę porozmawiać, chcę najpierw porozmawiać",
    Meaning.LANGUAGE: "język, języki, zmiana języka, zmień język, zmienić język,"
    "chcę zmienić język, inny język, zły język, mój język",
    Meaning.IDEAS: "pomysły, pomysły na 5 minut, pomysły na pięć minut, chcę pomysły,"
    "chce pomysły, chcemy pomysły, poproszę pomysły, proszę o pomysły, poproszę o pomysły,"
    "proszę pomysły, proszę wysyłać pomysły, proszę przysyłać pomysły, wysyłajcie pomysły,"
    "przysyłajcie pomysły, chcę dostawać pomysły, chciałabym dostawać pomysły,"
    "chciałbym dostawać pomysły, chciałabym pomysły, chciałbym pomysły, więcej pomysłów,"
    "pomysł na tydzień, pomysły co tydzień, jeden pomysł na tydzień, znowu pomysły, tak pomysły",
    Meaning.NO_IDEAS: "bez pomysłów, już bez pomysłów, proszę bez pomysłów, koniec pomysłów,"
    "koniec z pomysłami, dość pomysłów, stop pomysły, stop pomysłom, nie chcę pomysłów,"
    "nie chce pomysłów, nie chcemy pomysłów, nie chcę już pomysłów, nie chcemy już pomysłów,"
    "nie chcę więcej pomysłów, nie chcemy więcej pomysłów, nie wysyłać pomysłów,"
    "proszę nie wysyłać pomysłów, proszę nie przysyłać pomysłów, proszę już nie wysyłać pomysłów,"
    "nie wysyłajcie pomysłów, nie przysyłajcie pomysłów",
    Meaning.NEWS: "dobre wiadomości, wieści, dobre wieści, chcę dobre wieści,"
    "chcę dobre wiadomości, chce dobre wiadomości, chcemy dobre wiadomości, proszę o dobre wieści,"
    "proszę o dobre wiadomości, poproszę dobre wieści, poproszę dobre wiadomości,"
    "poproszę o dobre wiadomości, proszę wysyłać dobre wiadomości,"
    "proszę przysyłać dobre wiadomości, znowu dobre wiadomości, znowu dobre wieści,"
    "chcę dostawać dobre wiadomości, start dobre wiadomości",
    Meaning.NO_NEWS: "bez dobrych wiadomości, bez dobrych wieści, bez wieści, koniec wieści,"
    "koniec dobrych wieści, koniec dobrych wiadomości, stop dobre wiadomości, stop dobre wieści,"
    "nie chcę dobrych wieści, nie chcę dobrych wiadomości, nie chce dobrych wiadomości,"
    "nie chcemy dobrych wiadomości, nie chcę już dobrych wiadomości,"
    "nie chcę więcej dobrych wiadomości, proszę nie wysyłać dobrych wiadomości,"
    "proszę nie przysyłać dobrych wiadomości, nie wysyłajcie dobrych wiadomości,"
    "nie wysyłać dobrych wiadomości, proszę bez dobrych wiadomości",
    Meaning.REMINDERS: "przypomnienia, proszę o przypomnienia, chcę przypomnienia,"
    "chce przypomnienia, chcemy przypomnienia, znowu przypomnienia, start przypomnienia,"
    "proszę wysyłać przypomnienia, proszę przysyłać przypomnienia,"
    "chcę dostawać przypomnienia",
    Meaning.NO_REMINDERS: "bez przypomnień, już bez przypomnień, koniec przypomnień,"
    "dość przypomnień, stop przypomnienia, stop przypomnieniom, nie chcę przypomnień,"
    "nie chce przypomnień, nie chcemy przypomnień, nie chcę już przypomnień,"
    "nie chcę więcej przypomnień, nie przypominać, proszę nie przypominać,"
    "nie przypominajcie, proszę nie wysyłać przypomnień, proszę nie przysyłać przypomnień,"
    "nie wysyłajcie przypomnień",
    Meaning.RING_ONLY: "tylko telefon, tylko telefony, tylko telefonicznie, tylko dzwonić,"
    "proszę tylko dzwonić, tylko proszę dzwonić, proszę tylko o telefon,"
    "tylko proszę o telefon, dzwonić nie pisać, proszę dzwonić nie pisać,"
    "nie pisać tylko dzwonić, proszę nie pisać tylko dzwonić, bez smsów, bez sms,"
    "bez smsów proszę dzwonić, bez smsów tylko telefon, proszę dzwonić bez smsów,"
    "zamiast smsów proszę dzwonić",
    Meaning.NO_ENGLISH: "nie mówię po angielsku, nie rozumiem po angielsku, nie znam angielskiego,"
    "nie rozumiem angielskiego, słabo mówię po angielsku, słabo znam angielski,"
    "nie czytam po angielsku",
    Meaning.MORE: "więcej, pokaż więcej, proszę o więcej, żaden z tych, żadne z tych, żaden,"
    "żaden nie pasuje, żaden mi nie pasuje, inne",
    Meaning.OTHER_TIME: "inne terminy, inny termin, inna godzina, inne godziny, inny dzień,"
    "inne dni, inna data, inne daty, więcej terminów, proszę o inny termin, proszę o inne terminy,"
    "poproszę o inny termin, poproszę inny termin, poproszę inne terminy, nowy termin,"
    "zmiana terminu, zmień termin, zmienić termin, chcę zmienić termin, chciałabym zmienić termin,"
    "chciałbym zmienić termin, muszę zmienić termin, czy mogę zmienić termin,"
    "czy można zmienić termin, chcę inny termin, chciałabym inny termin, chciałbym inny termin,"
    "zmiana godziny, zmienić godzinę, chcę zmienić godzinę, późniejszy termin,"
    "wcześniejszy termin, czy są inne terminy, są inne terminy, czy jest inny termin,"
    "a inny termin, przełożyć termin, chcę przełożyć termin",
    Meaning.CALL: "proszę o telefon, poproszę o telefon, telefon, proszę zadzwonić, zadzwoń,"
    "zadzwońcie, proszę dzwonić, proszę do mnie zadzwonić, proszę zadzwonić do mnie,"
    "zadzwońcie do mnie, zadzwoń do mnie, proszę oddzwonić, oddzwonić, oddzwoń, proszę o kontakt,"
    "proszę o kontakt telefoniczny, czy można zadzwonić, proszę o rozmowę telefoniczną,"
    "czy ktoś może do mnie zadzwonić, czy możecie zadzwonić, czy może pani zadzwonić",
    Meaning.COMING: "przyjdę, przyjde, przyjdziemy, będę, będziemy, ja przyjdę, na pewno przyjdę,"
    "na pewno będę, będę na pewno, do zobaczenia, do zobaczenia jutro, do jutra, mogę przyjść,"
    "możemy przyjść, tak przyjdę, tak będę, przyjdę na pewno, będę jutro, przyjdę jutro, tak mogę,"
    "stawię się, zjawię się, potwierdzam obecność",
    Meaning.UNDO: "cofnij, cofnąć, proszę cofnąć, przywróć, przywrócić, proszę przywrócić,"
    "proszę o przywrócenie, jednak przyjdę, jednak będę, chcę z powrotem",
    Meaning.WAIT: "poczekam, zaczekam, czekam, poczekamy, zaczekamy, mogę poczekać, chcę poczekać,"
    "poczekać, lista oczekujących, lista rezerwowa, będę czekać, będę czekała, będę czekał",
    Meaning.TAKE: "biorę, bierzemy, wezmę, weźmiemy, biorę ten termin, biorę to miejsce, chcę,"
    "chcemy, skorzystam, skorzystamy, rezerwuję, proszę zarezerwować",
    Meaning.BRING: "przyprowadzę, przyprowadzimy, zabiorę, wezmę ze sobą, zabiorę ze sobą,"
    "przyjdę z dzieckiem, przyjdę z dziećmi, przyprowadzę dziecko, przyprowadzę dzieci,"
    "z dzieckiem, z dziećmi, wezmę dziecko ze sobą, wezmę dzieci ze sobą, zabiorę dziecko,"
    "zabiorę dzieci, zabiorę dziecko ze sobą, zabiorę dzieci ze sobą",
    Meaning.CRECHE: "żłobek, opieka, opieka nad dziećmi, kącik dla dzieci",
    Meaning.NONE: "nic, zero, nikt, nikogo, żadne, żadnego, żadnych, ani jedno, brak, w ogóle",
    Meaning.NOTHING_SPECIAL: "nic szczególnego, nic specjalnego, nic takiego, nic ważnego,"
    "raczej nie, chyba nie, na razie nic, na razie nie, nic więcej, nie mam nic, nic nie mam,"
    "nie ma nic, nic nie ma, nie ma o czym, wszystko dobrze, wszystko w porządku, wszystko ok,"
    "wszystko gra, jest dobrze, jest ok, nie mam uwag, nie mam nic do powiedzenia, to wszystko,"
    "to tyle, nic konkretnego, nic nowego, chyba nic, raczej nic, nie sądzę, myślę że nie,"
    "nie wydaje mi się, nie mam, nie mamy, nie ma, nie ma potrzeby, nie ma takiej potrzeby,"
    "nie trzeba, nie potrzeba, nie mam pytań, nie mamy pytań, nie mam żadnych pytań, brak pytań,"
    "żadnych pytań, nie mamy uwag, nie mam żadnych uwag, nie mamy żadnych uwag, brak uwag,"
    "wszystko jest ok, wszystko jest dobrze, wszystko jest w porządku, u nas wszystko dobrze,"
    "u nas wszystko ok, u nas wszystko w porządku, nie do zobaczenia,"
    "nie dziękuję do zobaczenia, nic do zobaczenia, to już wszystko",
    Meaning.NO_LITTLE_ONES: "bez dzieci, żadnych dzieci, zero dzieci, ani jednego, nie trzeba,"
    "nie potrzeba, nie potrzebuję, nie potrzebujemy, nie mam małych dzieci, tylko ja, sama, sam,"
    "przyjdę sama, przyjdę sam, będę sama, będę sam, przyjdę bez dzieci, nie ma potrzeby,"
    "nie potrzebuję opieki",
    Meaning.NO_NEEDS: "nie ma, nie ma alergii, brak alergii, bez alergii, żadnych alergii,"
    "żadnej alergii, nie ma żadnych alergii, nie ma żadnej alergii, nie ma uczulenia,"
    "brak uczuleń, nie bierze leków, żadnych leków, bez leków, nic nie ma, nie mają, nic takiego,"
    "nic z tych rzeczy",
    Meaning.INTERPRETER: "tłumacz, tłumaczka, potrzebuję tłumacza, poproszę tłumacza,"
    "proszę o tłumacza, poproszę o tłumacza, z tłumaczem, chcę tłumacza, tłumacza, tak potrzebuję,"
    "potrzebuję, potrzebny, potrzebny tłumacz",
    Meaning.NO_INTERPRETER: "nie trzeba, nie potrzeba, nie potrzebuję, nie potrzebuję tłumacza,"
    "nie potrzebujemy, bez tłumacza, nie ma potrzeby, mówię po angielsku, znam angielski,"
    "rozumiem po angielsku, nie potrzebny, niepotrzebny, zbędny",
    Meaning.AGREE: "zgadzam się z tym, zgadzamy się, tak zgadzamy się, zgadzam sie na to,"
    "zgadzam się na to, zgadzam się z tym co razem czytaliśmy, zgadzam się z tym co czytaliśmy,"
    "zgadzam się ze wszystkim, zgadzam, zgadza się, podpisuję, akceptuję, wyrażam zgodę,"
    "zgadzam się z tym co było razem przeczytane, zgadzam się z tym co było przeczytane,"
    "zgadzam się z tym co razem czytałyśmy, zgadzam się z planem, zgadzam się na plan,"
    "zgadzam się na ten plan, zgadzamy się z planem, zgadzamy się na plan, zgadzamy się z tym,"
    "zgadzamy się na to, zgadzamy się ze wszystkim, ze wszystkim się zgadzam,"
    "ze wszystkim się zgadzamy, ja się zgadzam, my się zgadzamy, akceptujemy, podpisujemy,"
    "wyrażamy zgodę, wyrażam zgodę na plan",
    Meaning.READ: "przeczytać, proszę przeczytać, proszę mi to przeczytać, proszę mi przeczytać,"
    "przeczytaj, przeczytaj mi, przeczytajcie, przeczytajcie mi, proszę przeczytać mi to,"
    "proszę zadzwonić i mi to przeczytać, proszę zadzwonić i przeczytać, zadzwoń i przeczytaj,"
    "zadzwońcie i przeczytajcie, proszę przypomnieć, jaki był plan, jaki to był plan,"
    "nie pamiętam, proszę mi przypomnieć plan, proszę przypomnieć plan, proszę mi przypomnieć,"
    "proszę mi to przypomnieć, przypomnij, przypomnijcie, przypomnij plan, przypomnijcie plan,"
    "proszę to przeczytać, proszę przeczytać przez telefon, proszę mi to przeczytać przez telefon,"
    "proszę zadzwonić i przeczytać mi to, proszę zadzwonić i to przeczytać, nie pamiętam planu,"
    "nie pamiętam jaki był plan, nie wiem jaki był plan, jaki jest plan, co było w planie",
    Meaning.PAPER: "papier, na papierze, proszę na papierze, proszę przysłać na papierze,"
    "proszę przysłać mi to na papierze, wersja papierowa, proszę o wersję papierową, papierowo,"
    "pocztą, proszę pocztą, list, listem, proszę listem, wydruk, proszę o wydruk,"
    "proszę wydrukować, o papier, proszę wysłać pocztą, proszę przysłać pocztą,"
    "proszę wysłać na papierze, proszę wysłać listem, w wersji papierowej, w formie papierowej,"
    "wersję papierową, o list, o wydruk, wolę na papierze, wolę papier, chcę na papierze,"
    "chcę papier, wydrukować, proszę to wydrukować, proszę mi to wydrukować, o wydrukowanie,"
    "wydrukujcie, na kartce",
    Meaning.WELL: "dobrze idzie, idzie dobrze, dobrze nam idzie, idzie nam dobrze, świetnie idzie,"
    "idzie świetnie, bardzo dobrze, wszystko dobrze, wszystko idzie dobrze, super idzie,"
    "idzie super, idzie bardzo dobrze, coraz lepiej, dobrze, super, świetnie, nieźle,"
    "całkiem dobrze, całkiem nieźle, raczej dobrze, na razie dobrze, jest dobrze, jest ok,"
    "wszystko ok, wszystko w porządku, wszystko gra, radzimy sobie, dobrze sobie radzimy,"
    "idzie nieźle, idzie całkiem dobrze, bardzo dobrze idzie, bardzo dobrze nam idzie,"
    "idzie nam bardzo dobrze, idzie nam świetnie, świetnie nam idzie, idzie ok,"
    "idzie coraz lepiej, jest coraz lepiej, nie jest źle, bez problemu, bez problemów",
    Meaning.HARD: "trochę trudno, trudno, trochę trudne, trudne, jest trudno, jest trochę trudno,"
    "ciężko, trochę ciężko, jest ciężko, jest trochę ciężko, bardzo trudno, niełatwo,"
    "nie jest łatwo, nie łatwo, średnio, tak sobie, nie najlepiej, nienajlepiej, nie za dobrze,"
    "różnie, bywa różnie, raz lepiej raz gorzej, ciężko idzie, idzie ciężko, ciężko nam idzie,"
    "trudno idzie, idzie trudno, idzie trochę trudno, idzie trochę ciężko, trochę nam trudno,"
    "jest nam trudno, jest nam ciężko, trudno nam, ciężko nam, dość trudno, dosyć trudno,"
    "bardzo ciężko, opornie, idzie opornie",
    Meaning.STUCK: "nie idzie, nie wychodzi, nie udaje się, nie udaje nam się,"
    "nie idzie proszę zadzwonić, nie wychodzi proszę zadzwonić, utknęliśmy, utknęłam, utknąłem,"
    "utknęliśmy proszę zadzwonić, nie wiem co dalej, nie wiemy co dalej, nie dajemy rady,"
    "nie idzie nam, źle idzie, idzie źle, nie idzie proszę o telefon, nie idzie zadzwońcie,"
    "nie wychodzi proszę o telefon, utknęliśmy proszę o telefon, nie wychodzi nam,"
    "nic nie wychodzi, nie radzimy sobie, nie radzę sobie, nie daję rady, nie udało się,"
    "nie udało nam się, potrzebuję pomocy, potrzebujemy pomocy, nie działa, stoimy w miejscu, źle,"
    "niedobrze, nie dobrze, nie jest dobrze, słabo, słabo idzie, idzie słabo, kiepsko,"
    "kiepsko idzie, idzie kiepsko",
    Meaning.DID: "zrobione, już zrobione, tak zrobione, wszystko zrobione, zrobiliśmy, zrobiłyśmy,"
    "zrobiliśmy to, zrobiłyśmy to, zrobiłam, zrobiłem, zrobiłam to, zrobiłem to, tak zrobiliśmy,"
    "tak zrobiłyśmy, już zrobiliśmy, zrobiliśmy razem, zrobiłyśmy razem, zrobiliśmy to razem,"
    "gotowe, już gotowe, wykonane, udało się, udało nam się, spróbowaliśmy, spróbowałyśmy",
    Meaning.THUMB: "",
    Meaning.NUMBERS: "jeden/jedna/jedno/jedynka/jedynkę/jednego, dwa/dwie/dwójka/dwójkę/dwoje/"
    "dwójki, trzy/trójka/trójkę/troje/trójki, cztery/czwórka/czwórkę/czworo, pięć/piątka/piątkę/"
    "pięcioro, sześć/szóstka/szóstkę, siedem/siódemka, osiem/ósemka, dziewięć, dziesięć",
    # Not the feminine alone: "druga" is also two o'clock.
    Meaning.ORDINALS: "pierwszy/pierwsze/pierwsza opcja/opcja pierwsza/pierwsza rozmowa/"
    "pierwsza propozycja/pierwszą opcję/opcję pierwszą, drugi/drugie/druga opcja/opcja druga/"
    "druga rozmowa/druga propozycja/drugą opcję/opcję drugą, trzeci/trzecie/trzecia opcja/"
    "opcja trzecia/trzecia rozmowa/trzecia propozycja/trzecią opcję/opcję trzecią, czwarty/"
    "czwarte/czwarta opcja/opcja czwarta/czwarta rozmowa/czwarta propozycja/czwartą opcję/"
    "opcję czwartą, piąty/piąte/piąta opcja/opcja piąta/piąta rozmowa/piąta propozycja/"
    "piątą opcję/opcję piątą, szósty/szóste/szósta opcja/opcja szósta/szósta rozmowa/"
    "szósta propozycja/szóstą opcję/opcję szóstą",
    Meaning.ALONE: "",
    Meaning.CHOICE: "opcja, opcję, opcje, opcji, numer, nr, termin, wybieram, wybieram opcję,"
    "wybieram numer, wybieram termin, ten termin, biorę, wybór, odpowiedź, proszę o, poproszę o,"
    "poproszę opcję, poproszę numer, poproszę termin, proszę o numer, proszę o opcję, może być,"
    "pasuje, pasuje mi, mi pasuje, odpowiada mi, będzie ok, wezmę, chcę, chciałabym, chciałbym,"
    "to, propozycja, rozmowa, spotkanie, wizyta",
    Meaning.LITTLE_ONES: "dziecko, dzieci, dziecka, maluch, maluchy, maluszek, maluszki,"
    "małe dziecko, małych dzieci, małe dzieci, dzieciaki, dzieciak, tylko, mam, będzie, będą, z,"
    "przyjdę z, chłopiec, chłopcy, dziewczynka, dziewczynki, córka, córki, syn, synów, miejsce,"
    "miejsca, dla, potrzebuję, przyprowadzę",
    Meaning.COUNTS: "",
    Meaning.AGED: "ma, mają, wiek, w wieku, mój, moja, moje, jedno, jedno ma, drugie, drugie ma,"
    "jeden ma, drugi ma, jedna ma, druga ma, starsze, młodsze, starszy, młodszy, starsza, młodsza,"
    "starsze ma, młodsze ma, starszy ma, młodszy ma, starsza ma, młodsza ma, skończone, skończył,"
    "skończyła, on ma, ona ma",
    Meaning.WHO: "chłopiec, chłopczyk, dziewczynka, syn, synek, córka, córeczka, dziecko, maluch",
    Meaning.AND: "i, oraz, a, plus",
    Meaning.YEARS: "lat, lata, roku, rok, lat i, latka, l, r, latek, latki, letni, letnia, letnie,"
    "roczek",
    Meaning.MONTHS: "miesiąc, miesiące, miesięcy, miesięczny, miesięczna, miesięczne, mies, msc,"
    "mc, m-cy, m-ce, m, miech, miechy, miesiaca",
    Meaning.HALF: "i pół, z połową, pół",
    Meaning.YEARS_OLD: "rok/roczek/roczny/roczna/roczne/roczniak/półtora/półtora roku/"
    "półtoraroczny/półtoraroczna/rok i pół/roczek i pół, dwulatek/dwulatka/dwuletni/dwuletnia/"
    "dwuletnie, trzylatek/trzylatka/trzyletni/trzyletnia/trzyletnie, czterolatek/czterolatka/"
    "czteroletni/czteroletnia, pięciolatek/pięciolatka/pięcioletni/pięcioletnia",
    Meaning.BABY: "niemowlę, niemowlak, niemowlaka, noworodek, bobas, pół roku, pół roczku,"
    "półroczny, półroczna, półroczne, kilka miesięcy, kilka tygodni, parę miesięcy",
    Meaning.EACH: "oboje, oboje mają, obaj, obaj mają, obie, obie mają, bliźniaki, bliźnięta,"
    "bliźniaczki, oboje po, obie po, obaj po, bliźniaki mają, bliźniaki po",
    Meaning.LANGUAGES: "en/angielski/po angielsku/angielskim/angielskiego, pl/polski/po polsku/"
    "polskim/polskiego/polskie, ur/urdu/w urdu",
    Meaning.IN_LANGUAGE: "w, język, języku, w języku, poproszę, po, wolę, chcę, wybieram, mówię,"
    "proszę pisać, rozumiem, zmień na, zmienić na, chciałabym, chciałbym",
    Meaning.WRONG_PERSON: "zły numer, to zły numer, to jest zły numer, zły numer telefonu,"
    "błędny numer, niewłaściwy numer, nieprawidłowy numer, nie ten numer, pomyłka, to pomyłka,"
    "to jest pomyłka, zła osoba, niewłaściwa osoba, nie moje dziecko, to nie moje dziecko,"
    "to nie jest moje dziecko, to chyba pomyłka, chyba pomyłka, pomylił pan numer,"
    "pomyliła pani numer, pomyliliście numer, pomylili państwo numer, pomylony numer,"
    "nie mam dziecka w tej szkole, nie mam dzieci w tej szkole, nie znam tego dziecka,"
    "to pomyłka numeru, mają państwo zły numer, macie zły numer",
    Meaning.NO_CHILD: "nie mam dzieci, nie mam dziecka, nie mam żadnych dzieci, ja nie mam dzieci",
    Meaning.NOT_ME: "nie jestem {name}, ja nie jestem {name}, to nie {name}, to nie jest {name},"
    "to nie jest numer {name}, to nie jest telefon {name}, to nie numer {name},"
    "to nie telefon {name}, nie nazywam się {name}, ja nie nazywam się {name},"
    "nie mam na imię {name}, to nie jest już numer {name}, to już nie jest numer {name},"
    "to już nie numer {name}, nie znam {name}, nie znam żadnej {name}, nie znam żadnego {name},"
    "nie znam nikogo o imieniu {name}, nie ma tu {name}, nie ma tutaj {name}, tu nie ma {name},"
    "tu nie mieszka {name}, {name} tu nie mieszka, to nie do {name}",
    Meaning.TITLES: "pan, pani, pana, panią, panem, państwo",
    Meaning.NAME_ENDINGS: "/a, /em, /iem, /owi, a/y, a/i, a/ie, a/e, a/iej, i/iego, i/im",
    Meaning.NOT_NAMES: "pewna, pewny, pewien, gotowa, gotowy, chora, chory, w, wolna, wolny,"
    "zainteresowana, zainteresowany, dostępna, dostępny, dobra, sama, sam, mama, tata, matka,"
    "ojciec, moja, mój, moje, twoja, termin, dzień, ta, ten, to, problem, numer, tak, nikt,"
    "zadowolona, zadowolony, obecna, obecny, dziecko, dzieci, czas",
}

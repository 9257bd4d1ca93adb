"""Names of many places and peoples, written for this project, to stand in for those of a corpus."""

# ruff: noqa: SIM905 - long lists of names read better as text

from typing import Final

GIVEN: Final = tuple(
    """Aaliyah Abebe Abhishek Adaeze Adwoa Agnieszka Ahmad Aigerim Aisha Akiko Akosua Alejandra
    Aleksandra Alemayehu Alina Amadou Amara Amina Amir Ananya Andile Andrzej Aneta Anh Aoife Arash
    Arjun Arman Asel Ayesha Aylin Azadeh Baraka Bashir Beatriz Bilal Bogdan Bongani Bruno Camila
    Catarina Cheng Chidi Chiara Chloe Claudia Dagmar Danilo Daria Deepak Dilnoza Dimitris Djamila
    Dmytro Eduardo Elif Elena Emeka Emre Enrique Esra Esther Eun-ji Fadi Farah Farid Fatima Fernanda
    Femi Fiona Francesca Gabriela Giorgi Goran Grace Guillermo Gulnara Habib Hadiza Hamid Hana
    Haruto Hassan Henrik Hiroshi Hoa Hussein Ibrahim Ifeoma Igor Ilse Imran Ines Ingrid Irina Isabel
    Ivana Jaroslav Javier Jelena Ji-woo Jin Joao Jorge Jun Kamala Karim Katarzyna Kavita Kenji
    Khadija Kofi Kwame Lakshmi Lamia Laszlo Layla Leila Lerato Li Linh Ling Lucia Luis Lukas Madina
    Mahmoud Maja Malik Manuel Marek Mariam Marta Masha Mateo Mehmet Mei Min-jun Mira Miriam Mohammed
    Moussa Musa Nadia Naledi Nam Narges Nasser Natalia Neha Ngozi Nikola Nino Njeri Noor Nurlan Olena
    Olga Omar Oscar Osman Pablo Parisa Pedro Petra Ping Piotr Pooja Pradeep Priya Qasim Rahul Rania
    Rashid Ravi Reza Rosa Ruslan Sabine Saeed Salma Samira Sandeep Sanjay Sara Selam Sergei Shirin
    Siddharth Sofia Stefan Sunil Suresh Svetlana Tadesse Takashi Tamar Tariq Tendai Thabo Thandi
    Thanh Themba Tomasz Tuan Uchenna Uzma Valentina Vikram Viktor Vladimir Wanjiku Wei Winnie Xiaoming
    Yaw Yasmin Yelena Yoko Yousef Yuki Yusuf Zainab Zanele Zeynep Zhanna Zoran""".split()
)
FAMILY: Final = tuple(
    """Abdullahi Abebe Abubakar Adeyemi Agarwal Ahmadi Akhtar Akinola Al-Masri Aliyev Alvarez Amoah
    Andersson Aquino Araujo Asante Aydin Azizi Baldé Banda Barzani Bautista Begum Bekele Benali
    Bhattacharya Boateng Bondarenko Borges Bouzid Can Castillo Chakraborty Chanda Chaudhary Chen
    Chikwanda Choi Chowdhury Cissé Costa Cruz Dang Das Demir Desai Diallo Dias Dlamini Do Dogan Dube
    Dvorak Eze Farah Fernandes Ferreira Fofana Fonseca Gao Garcia Gashi Gebre Georgiev Ghosh Gomes
    Gonzalez Gupta Haddad Haile Hakimi Hamidov Hasan Hashimoto Hernandez Ho Horvat Hosseini Huang
    Hussain Ibrahimovic Iglesias Ishikawa Islam Ito Iyer Jallow Jankovic Jensen Jimenez Joshi Jung
    Kabir Kamara Kang Kapoor Karimi Karlsson Kaya Keita Khalil Khumalo Kim Kimani Kobayashi Koroma
    Kovacs Kovalenko Kowalski Kruger Kumar Kuznetsov Lam Le Lee Lim Lin Liu Lopez Ma Mahlangu
    Makarova Malik Mammadov Mandal Mansour Marin Markovic Martinez Mbeki Medina Mehta Mensah Mishra
    Mohamud Molina Moreno Moyo Mukherjee Mutasa Mwangi Nair Nakamura Nasser Ndiaye Nduka Nel Ng
    Ngcobo Nguyen Niazi Nkosi Novak Nowak Nurmagambetov Nwosu Obeng Ochieng Odhiambo Ogunleye Okafor
    Okonkwo Oliveira Omondi Onyango Ortega Osei Otieno Ouédraogo Owusu Ozturk Pacheco Paredes Park
    Patel Pereira Perez Petrov Pham Phiri Pillai Popescu Quispe Rahimi Rahman Rajapaksa Ramos Rana
    Rao Reddy Reyes Rivera Rodrigues Rojas Romero Sahin Saidov Salazar Salem Santos Sanchez Sato
    Savchenko Schneider Seidou Sesay Shah Sharma Shevchenko Siddiqui Silva Simmons Singh Sithole
    Somchai Soares Sokolova Suarez Sule Suzuki Szabo Tadesse Takahashi Tan Tanaka Tembo Teo Tesfaye
    Thapa Tiwari Toure Tran Traoré Tshabalala Tsegaye Ueda Usman Valdez Vargas Vasquez Verma Vu Wahab
    Wang Weber Wijaya Wong Wu Xu Yamada Yang Yeo Yilmaz Yoon Yusupov Zaman Zapata Zhang Zhao Zhou
    Zulu Zuma""".split()
)
PLACES: Final = tuple(
    """Abuja Accra Aden Afghanistan Aleppo Algeria Almaty Ankara Antananarivo Armenia Asmara Baghdad
    Baku Bamako Bangladesh Barranquilla Basra Beirut Bengaluru Bogotá Bolivia Botswana Brasília
    Bulawayo Busan Cairo Cambodia Cameroon Caracas Cebu Chad Chennai Chittagong Colombia Colombo
    Conakry Dakar Damascus Dhaka Djibouti Donetsk Douala Durban Dushanbe Ecuador Eritrea Ethiopia
    Fiji Freetown Gaza Georgetown Ghana Goma Guatemala Guyana Hanoi Harare Havana Herat Honduras
    Hyderabad Ibadan Idlib India Indonesia Islamabad Jakarta Jeddah Jordan Juba Kabul Kampala
    Kandahar Karachi Kathmandu Kazakhstan Kenya Kharkiv Khartoum Kigali Kinshasa Kosovo Kuwait Kyiv
    Lagos Lahore Laos Lebanon Lesotho Libreville Lilongwe Lima Luanda Lusaka Lviv Malawi Mali Manila
    Maputo Mauritania Medellín Mindanao Mogadishu Moldova Mombasa Mongolia Monrovia Morocco Mosul
    Mumbai Myanmar Nagoya Nairobi Namibia Nepal Niamey Nicaragua Nigeria Nouakchott Odesa Oman
    Osaka Oromia Ouagadougou Pakistan Paraguay Penang Peru Peshawar Punjab Quito Rajasthan Rangoon
    Recife Rosario Rwanda Sarajevo Senegal Seoul Somalia Sudan Surabaya Suva Taipei Tajikistan
    Tanzania Tashkent Tbilisi Tegucigalpa Tehran Tigray Togo Tripoli Tunis Uganda Uruguay Uzbekistan
    Valparaíso Vanuatu Vientiane Windhoek Yemen Yerevan Zambia Zamboanga Zimbabwe""".split()
)

# The names that fill the attribution corpus, which is American politics of 2015 and 2016.
CORPUS_GIVEN: Final = frozenset(
    """Hillary Donald Bernie Bill John Ted Barack Marco George Jeb David Chris Joe Mike James Michael
    Mitt Carly Paul Ben Tim Bob Jeff Eric Scott Mark Kevin Debbie Elizabeth Megyn Corey Melania
    Ivanka Chelsea Huma Loretta Antonin Merrick Harry Nancy Mitch Rand Rick Newt Rudy Kellyanne Steve
    Robert Richard Peter Tom Jim Dan Brian Andrew Matt Ryan Sarah Susan Mary Karen""".split()
)
CORPUS_FAMILY: Final = frozenset(
    """Trump Clinton Sanders Obama Cruz Rubio Bush Kasich Carson Christie Ryan Fiorina Romney Reagan
    Manafort Johnson Biden Lewandowski Scalia Warren Kelly Comey Grayson Schultz Pence Ayotte Khan
    Murphy Smith Garland Santilli Huckabee Kaine Priebus McConnell Pelosi Reid McCain Gingrich
    Giuliani Conway Podesta Abedin Lynch Holder Walker Graham Paul Stein Castro Booker""".split()
)
CORPUS_PLACES: Final = frozenset(
    """Iowa Florida Washington Ohio Vermont California Texas China Israel Mexico Syria Nevada Benghazi
    Wisconsin Virginia Indiana Iraq Cleveland Pennsylvania Paris Orlando Philadelphia Iran Russia
    Chicago Arizona Germany Massachusetts Georgia Libya France Illinois Miami Ukraine Arkansas
    Michigan Maryland Alabama Turkey Colorado Manhattan Kentucky Tennessee Missouri Britain Brooklyn
    Oklahoma Brussels Boston Detroit Denver Charlotte Baltimore Cuba Japan""".split()
)

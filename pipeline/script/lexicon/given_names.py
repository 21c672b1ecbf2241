"""English given names by gender, short forms, and titles. General knowledge of the language, of no book."""

from __future__ import annotations

from pipeline.script.lexicon.word_lists import words

MALE_NAMES = words(
    """
    Aaron Abel Abner Abraham Adam Adolphus Adrian Ahmed Alan Albert Alec Alexander Alexis Alfonso Alfred
    Algernon Ali Allan Allen Alonzo Alphonse Alyosha Ambrose Amos Andrei Andrew Angus Anthony Antoine Anton
    Antonio Antony Archer Archibald Archie Arkady Armand Arnold Arthur Asa Aubrey August Augustin Augustus
    Aurelius Austin Barnaby Barney Barry Bartholomew Bartley Basil Ben Benjamin Bennie Bernard Bert Bertie
    Bertram Bill Billy Bob Bobby Boris Bram Brendan Brian Bruce Caleb Callum Calvin Carl Carlo Carlos Cecil
    Charles Charley Charlie Chester Christian Christopher Clarence Claude Clement Clifford Clive Colin Conrad
    Cornelius Craig Cuthbert Cyril Cyrus Dan Daniel Danny Darrell Darren Dave David Davy Declan Denis Dennis
    Derek Dermot Derrick Desmond Dick Didier Diego Dieter Dmitri Dominic Donald Douglas Duncan Dustin Dwight
    Ebenezer Ed Eddie Edgar Edmund Edward Edwin Egbert Eli Elias Elijah Elmer Elroy Emil Emilio Emmanuel Enoch
    Enrico Ephraim Eric Erik Ernest Ethan Etienne Eugene Eugenio Eustace Evan Everard Ewan Ezra Felix Ferdinand
    Fergus Fernando Francis Franco Francois Frank Franklin Franz Fred Freddie Freddy Frederic Frederick Fritz
    Fyodor Gabriel Gaston Gavin Geoffrey George Gerald Gerard Gilbert Giles Giovanni Godfrey Gordon Gottfried
    Graham Gregory Grigory Guido Gus Gustave Guy Hal Hamid Hamish Hank Hans Harold Harry Harvey Hassan Hector
    Heinrich Henri Henrik Henry Herbert Herman Hezekiah Hiram Homer Honoré Horace Horatio Howard Hubert Hugh
    Hugo Humphrey Ian Ichabod Ignatius Igor Ilya Ira Isaac Isaiah Isidore Israel Ivan Jabez Jack Jackie Jacob
    Jacques Jake James Jamie Jason Jasper Jean Jean-Pierre Jed Jeff Jefferson Jeffrey Jem Jeremiah Jeremy Jerome
    Jerry Jim Jimmy Joachim Job Jock Joe Joel John Johnny Jonah Jonas Jonathan Jordan Jorge Jose Joseph Joshua
    Josiah Juan Jules Julian Julius Justin Jürgen Karl Keir Keith Ken Kenneth Kevin Kieran Kit Klaus Kurt Kyle
    Lambert Lancelot Lars Laurence Laurie Lawrence Lemuel Leo Leon Leonard Leonid Leopold Leroy Leslie Lester
    Levi Lewis Liam Lionel Lloyd Logan Louis Lucas Lucius Ludwig Luigi Luis Luke Luther Mahmoud Malcolm Manfred
    Manuel Marcel Marco Marcus Mark Marmaduke Martin Marvin Mason Matt Matthew Maurice Max Maximilian Maxwell
    Melvin Merle Micah Michael Michel Mick Miguel Mike Mikhail Miles Milton Mohammed Mordecai Mortimer Moses Nat
    Nathan Nathaniel Ned Neil Nelson Nicholas Nick Nigel Nikita Nikolai Noah Noel Norman Olaf Oleg Oliver
    Orlando Orville Oscar Osmond Oswald Otis Otto Owen Pablo Paddy Paolo Pat Patrick Paul Pavel Pedro Percival
    Percy Perry Pete Peter Phil Philip Philippe Phillip Phineas Pierre Pietro Preston Pyotr Quentin Rafael Ralph
    Ramon Ramsay Randall Randolph Raoul Raphael Rashid Ray Raymond Reginald Reuben Rex Ricardo Richard Robert
    Robin Roderick Rodion Rodney Rodolphe Roger Roland Rolf Ron Ronald Ronnie Ronny Rory Ross Rowland Roy Rudolf
    Rudolph Rufus Rupert Russell Salvatore Sam Sammy Samson Samuel Sandy Santiago Saul Seamus Sean Sebastian
    Septimus Sergei Seth Shane Sherman Sidney Siegfried Silas Silvester Simeon Simon Sol Solomon Spencer Stanley
    Stepan Stephen Sterling Steve Steven Stewart Stuart Sven Sydney Sylvester Ted Teddy Terence Thaddeus
    Theo Theobald Theodore Theophilus Thierry Thomas Thornton Tim Timothy Titus Tobias Toby Tom Tommy Tony Travis
    Trevor Tristram Tyler Tyrone Ulrich Ulysses Uriah Valentine Vance Vasily Vaughan Vernon Victor Vincent
    Virgil Vladimir Wallace Walter Warren Washington Wayne Wendell Werner Wesley Wilbur Wilfred Wilfrid Wilhelm
    Will William Willie Willy Wilmot Wilson Winston Wolfgang Woodrow Yuri Yves Zachary Zeke
    """
)

FEMALE_NAMES = words(
    """
    Abigail Ada Adela Adelaide Adele Adeline Adèle Agatha Agnes Aimée Alice Alicia Alma Althea Amanda Amelia Amy
    Amélie Anastasia Angela Angelina Anita Ann Anna Annabel Anne Annette Annie Antoinette Antonia Anya April
    Arabella Astrid Audrey Augusta Aurora Babette Barbara Bathsheba Beatrice Beatrix Becky Belinda Bella Belle
    Bernadette Bernice Bertha Bess Bessie Bessy Beth Betsey Betsy Betty Bianca Biddy Blanche Brenda Bridget
    Brigitte Camilla Carlotta Carmen Carol Caroline Carrie Catharine Catherine Cathy Cecilia Cecily Celeste
    Celestine Celia Charity Charlotte Chiara Chloe Christina Christine Cissy Clara Clare Clarissa Claudette
    Claudia Clementina Clementine Colette Constance Cora Cordelia Cornelia Daisy Daphne Deborah Delia Delphine
    Diana Dinah Dolly Dora Dorcas Doris Dorothea Dorothy Dorothée Dunya Edith Edna Effie Eileen Elaine Eleanor
    Eleanora Elena Elinor Elisabeth Eliza Elizabeth Elke Ella Ellen Ellie Eloisa Eloise Elsa Elsie Elvira Emilia
    Emily Emma Emmeline Enid Ernestine Estella Estelle Esther Ethel Etta Eugenia Eugenie Eunice Eva Evangeline
    Eve Evelina Evelyn Evie Faith Fannie Fanny Fay Felicia Felicity Fidelia Fleur Flora Florence Flossie Frances
    Francesca Francine Freda Frieda Gabrielle Galina Geneva Genevieve Georgiana Georgina Geraldine Gertrude Gigi
    Gina Giselle Giulia Gladys Grace Greta Gretchen Gwen Gwendolen Gwendolyn Hannah Harriet Harriett Hatty Hazel
    Heidi Helen Helena Helga Henrietta Henriette Hephzibah Hermia Hermione Hester Hetty Hilda Honora Hope
    Hortense Hyacinth Ida Ilse Imogen Inez Ingrid Irene Irina Iris Isabel Isabella Isabelle Isobel Ivy
    Jacqueline Jane Janet Janie Jean Jeanne Jemima Jennie Jenny Jerusha Jessica Jessie Joan Joanna Josephine
    Josie Joyce Juanita Judith Judy Julia Juliana Julie Juliet Juliette June Justine Kate Katerina Katharine
    Katherine Kathleen Katie Katy Keziah Kitty Laura Lavinia Leah Lena Lenora Leonora Letitia Letty Lidia Liesel
    Lilian Lily Linda Lisette Liza Lizzie Lizzy Lois Lola Lorna Lottie Lotty Louella Louisa Louise Lucetta Lucia
    Lucilla Lucille Lucinda Lucretia Lucrezia Lucy Ludmila Luella Lulu Lydia Lydie Mabel Mabelle Madeleine
    Madeline Madge Mag Magdalen Magdalena Maggie Maisie Mamie Marcella Marcia Margaret Margery Margot Marguerite
    Maria Marian Mariana Marianne Marie Marietta Marina Marion Marjorie Martha Mary Masha Mathilda Mathilde
    Matilda Mattie Maud Maude Mavis May Meg Mehitabel Melanie Melissa Mercy Michelle Mignon Mildred Millicent
    Millie Milly Mina Minerva Minna Minnie Miranda Mireille Miriam Moira Moll Mollie Molly Mona Monica Monique
    Morag Muriel Myra Myrtle Nadia Nadine Nan Nancy Nanette Nanny Naomi Nastasya Natalie Natasha Nathalie Nell
    Nellie Nelly Nerissa Netta Nettie Nicole Nina Nita Noelle Nora Norah Noreen Octavia Odessa Odette Odile Olga
    Olive Olivia Olya Oonagh Ophelia Ottilie Ottoline Pamela Paola Patience Patricia Patty Paula Paulina Pauline
    Pearl Peg Peggy Penelope Petra Philippa Philomena Phoebe Phyllida Phyllis Polly Portia Priscilla Prudence
    Rachael Rachel Rebecca Regina Rhoda Rita Roberta Rosa Rosalie Rosalind Rosaline Rosamond Rosamund Rosanna
    Rose Roseanna Rosemary Rosetta Rosie Rosina Rowena Roxana Roxanne Ruby Ruth Sabina Sabrina Sadie Sal Sally
    Salome Samantha Sandra Sara Sarah Saskia Selina Serena Sheila Sibyl Sidonie Sigrid Simone Siobhan Sissy
    Solange Sonia Sonya Sophia Sophie Sophy Stella Susan Susanna Susannah Susie Suzanne Svetlana Sybil Sylvia
    Tabitha Tamara Tania Tara Tatiana Tess Tessa Thelma Theodora Theodosia Theresa Therese Thomasina Thora Tilly
    Tina Toni Trixie Trudy Tryphena Una Ursel Ursula Valerie Vanessa Varvara Vera Verity Veronica Victoria Viola
    Violet Virginia Vivian Vivien Vivienne Wanda Wendy Wilhelmina Winifred Winnie Winona Yvonne Zelda Zena Zoe
    Zora Zuleika
    """
)

_SHORT = """
    Abe: Abraham; Alec: Alexander; Alex: Alexander Alexandra; Algy: Algernon; Andy: Andrew;
    Annie: Ann Anna Anne; Archie: Archibald; Arty: Arthur; Bab: Barbara; Barney: Barnaby Bernard;
    Becky: Rebecca; Bell: Isabella; Bella: Arabella Isabella; Ben: Benjamin; Bert: Albert Herbert;
    Bertie: Albert Bertram Herbert; Bess: Elizabeth; Bessie: Elizabeth; Bessy: Elizabeth; Beth: Elizabeth;
    Betsey: Elizabeth; Betsy: Elizabeth; Betty: Elizabeth; Bill: William; Billy: William; Bob: Robert;
    Bobby: Robert; Carrie: Caroline; Cathy: Catherine; Charley: Charles; Charlie: Charles; Chris: Christopher;
    Cissy: Cecilia; Connie: Constance; Dan: Daniel; Danny: Daniel; Dave: David; Davy: David; Dick: Richard;
    Dolly: Dorothea Dorothy; Dora: Dorothea Theodora; Ed: Edmund Edward Edwin; Eddie: Edward; Effie: Euphemia;
    Eliza: Elizabeth; Ellie: Eleanor Ellen; Elsie: Elizabeth Elspeth; Emmy: Amelia Emily Emma; Evie: Eva Evelyn;
    Fan: Frances; Fanny: Frances; Flo: Florence; Frank: Francis Franklin; Fred: Alfred Frederick;
    Freddie: Frederick; Freddy: Frederick; Georgie: George Georgiana; Georgy: George; Gus: Augustus;
    Hal: Harold Henry; Harry: Harold Henry; Hatty: Harriet; Hetty: Henrietta Hester; Jack: John; Jake: Jacob;
    Jem: James Jeremy; Jenny: Jane Jennifer; Jerry: Gerald Jeremiah; Jim: James; Jimmy: James;
    Jo: Joseph Josephine; Joe: Joseph; Johnny: John; Josh: Joshua;
    Kate: Catharine Catherine Katharine Katherine; Katie: Catherine Katherine; Kit: Christopher;
    Kitty: Catharine Catherine Katherine; Larry: Laurence Lawrence; Laurie: Laurence; Letty: Letitia;
    Lillie: Lilian; Lily: Lilian; Liz: Elizabeth; Liza: Elizabeth; Lizzie: Elizabeth; Lizzy: Elizabeth;
    Lottie: Charlotte; Lou: Louis Louisa; Madge: Margaret; Mag: Margaret; Maggie: Margaret; Mamie: Mary;
    Mat: Matthew; Matt: Matthew; Mattie: Martha Matilda; Matty: Martha Matilda; May: Mary; Meg: Margaret;
    Mick: Michael; Mike: Michael; Milly: Emily Mildred; Minnie: Minerva Wilhelmina; Moll: Mary; Molly: Mary;
    Nan: Ann Anne; Nancy: Ann Anne; Nat: Nathaniel; Ned: Edmund Edward; Nell: Eleanor Ellen Helen;
    Nellie: Eleanor Ellen Helen; Nelly: Eleanor Ellen Helen; Nick: Nicholas; Pat: Patricia Patrick;
    Patty: Martha Patricia; Peg: Margaret; Peggy: Margaret; Pete: Peter; Phil: Philip Phillip; Polly: Mary;
    Rob: Robert; Rosy: Rosamond Rose; Sal: Sarah; Sally: Sarah; Sam: Samson Samuel; Sammy: Samuel;
    Sandy: Alexander; Sissy: Cecilia; Sophy: Sophia; Sue: Susan; Susie: Susan; Ted: Edward Theodore;
    Teddy: Edward Theodore; Tim: Timothy; Tom: Thomas; Tommy: Thomas; Tony: Anthony; Will: William;
    Willie: William; Willy: William; Winnie: Winifred
"""
SHORT_FORMS = {entry.split(":")[0].strip(): words(entry.split(":")[1]) for entry in _SHORT.split(";")}
"""Short forms and the names they may stand for."""

MALE_TITLES = words(
    """
    Abbé Archbishop Baron Bishop Brother Count Dad Daddy Don Duke Earl Emperor Esquire Father Friar Grandfather
    Gramps Grandad Granddad Grandpa Herr King Lord M Marquis Master Messrs Mister Mons Monsieur Mr Mynheer Padre
    Papa Pope Prince Rabbi Senor Señor Signor Sir Squire Uncle
    """
)

FEMALE_TITLES = words(
    """
    Aunt Auntie Baroness Countess Dame Donna Duchess Frau Fräulein Gran Grandma Grandmother Granny Lady Madam Madame
    Mademoiselle Mama Mamma Marchioness Mom Mommy Mum Mummy Nana Miss Missus Mlle Mme Mother Mrs Ms Nurse
    Princess Queen Senora Señora Signora Signorina Sister
    """
)

TITLES = words(
    """
    Admiral Canon Capt Captain Col Colonel Commissioner Commodore Comrade Constable Consul Corporal Cousin
    Deacon Dean Detective Doctor Dr Elder Gen General Governor Hon Inspector Judge Justice Lieut Lieutenant Lt
    Major Marshal Mayor Old Parson President Private Prof Professor Rev Reverend Saint Senator Sergeant Sheriff
    Superintendent Vicar
    """
)

GIVEN_TITLES = words(
    """
    Aunt Auntie Brother Cousin Don Donna Father Friar King Master Mother Old Prince Princess Queen Sir Sister
    Uncle
    """
)
"""Titles that go with a given name more often than with a family name."""

MARRIED = words("Mrs Madame Mme Lady Signora Frau Senora Señora")
UNMARRIED = words("Miss Mademoiselle Mlle Signorina Fräulein")

ALL_TITLES = MALE_TITLES | FEMALE_TITLES | TITLES

KIN_NAMES = words(
    """
    Dad Daddy Father Gramps Grandad Granddad Grandfather Grandpa Papa Auntie Gran Grandma Grandmother Granny Mama
    Mamma Mom Mommy Mother Mum Mummy Nana
    """
)
"""Titles of kin that serve as names by themselves."""
